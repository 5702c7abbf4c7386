//! What every ledger promises, written once and run on both kinds.

use crate::place::{claim, code_of, codes, got, open};
use anyhow::Result;
use futures_util::future::try_join_all;
use std::collections::HashSet;
use survey::context::History;
use tillside_server::ledger::marks::{LIFE, MOST, Mark, history};
use tillside_server::ledger::{Claim, Customer, Ledger};
use tillside_tests::on_both_kinds;
use tillside_tests::place::Place;

on_both_kinds!(
    an_answer_gets_one_code_and_always_the_same,
    codes_are_handed_out_in_order_until_the_pool_is_empty,
    a_code_is_stocked_once_in_a_shop,
    a_visitor_and_a_customer_get_one_code_for_a_prompt,
    a_visitor_and_a_customer_get_one_code_of_a_pool,
    a_visitor_who_claims_many_times_at_once_gets_one_code_of_a_pool,
    shops_prompts_and_pools_are_kept_apart,
    claims_at_the_same_time_share_no_code,
    claims_of_one_answer_at_the_same_time_get_one_code,
    marks_are_noted_once_in_any_order,
    marks_of_customers_are_kept_apart_and_forgotten,
    a_customer_has_only_so_many_marks,
    old_marks_say_nothing_any_more,
);

const NOW: i64 = 1_790_000_000_000;

async fn stocked(place: &Place, number: u32) -> Result<Ledger> {
    let ledger = open(place).await?;
    ledger.stock("pk_one", "thanks", codes(0..number)).await?;
    Ok(ledger)
}

async fn an_answer_gets_one_code_and_always_the_same(place: Place) -> Result<()> {
    let ledger = stocked(&place, 3).await?;
    let first = claim("a", Some("v"), None);
    assert_eq!(ledger.claim(first.clone()).await?, got("CODE-00000", true));
    assert_eq!(ledger.claim(first.clone()).await?, got("CODE-00000", false));
    // Consent was taken back between two snapshots: no visitor is told any more.
    assert_eq!(code_of(&ledger, "a").await?.as_deref(), Some("CODE-00000"));
    drop(ledger);
    let ledger = open(&place).await?;
    assert_eq!(ledger.claim(first).await?, got("CODE-00000", false));
    assert_eq!(code_of(&ledger, "b").await?.as_deref(), Some("CODE-00001"));
    Ok(())
}

async fn codes_are_handed_out_in_order_until_the_pool_is_empty(place: Place) -> Result<()> {
    let ledger = stocked(&place, 2).await?;
    assert_eq!(code_of(&ledger, "a").await?.as_deref(), Some("CODE-00000"));
    assert_eq!(code_of(&ledger, "b").await?.as_deref(), Some("CODE-00001"));
    let none = ledger.claim(claim("c", None, None)).await?;
    assert_eq!((none.code, none.is_new), (None, false));
    // Who came too early gets one once there are some.
    ledger.stock("pk_one", "thanks", codes(2..3)).await?;
    assert_eq!(code_of(&ledger, "c").await?.as_deref(), Some("CODE-00002"));
    Ok(())
}

async fn a_code_is_stocked_once_in_a_shop(place: Place) -> Result<()> {
    let ledger = stocked(&place, 3).await?;
    code_of(&ledger, "a").await?;
    let again = [codes(0..4), codes(3..5)].concat();
    assert_eq!(ledger.stock("pk_one", "thanks", again).await?, 2);
    assert_eq!(ledger.stock("pk_one", "sorry", codes(0..5)).await?, 0);
    assert_eq!(ledger.stock("pk_two", "thanks", codes(0..5)).await?, 5);
    assert_eq!(ledger.stock("pk_one", "thanks", Vec::new()).await?, 0);
    drop(ledger);
    let ledger = open(&place).await?;
    assert_eq!(ledger.stock("pk_one", "thanks", codes(0..6)).await?, 1);
    for (answer, code) in [("b", 1), ("c", 2), ("d", 3), ("e", 4), ("f", 5)] {
        let expected = codes(code..code + 1).pop();
        assert_eq!(code_of(&ledger, answer).await?, expected);
    }
    assert_eq!(code_of(&ledger, "g").await?, None);
    Ok(())
}

async fn a_visitor_and_a_customer_get_one_code_for_a_prompt(place: Place) -> Result<()> {
    let ledger = stocked(&place, 9).await?;
    let first = got("CODE-00000", false);
    ledger.claim(claim("a", Some("phone"), None)).await?;
    assert_eq!(ledger.claim(claim("b", Some("phone"), None)).await?, first);
    // The visitor signs in; from then on the customer is known on every device.
    let signed_in = claim("c", Some("phone"), Some("jo"));
    assert_eq!(ledger.claim(signed_in).await?, first);
    let elsewhere = claim("d", Some("desk"), Some("jo"));
    assert_eq!(ledger.claim(elsewhere).await?, first);
    assert_eq!(ledger.claim(claim("e", Some("desk"), None)).await?, first);
    let other = claim("f", Some("other"), Some("al"));
    assert_eq!(ledger.claim(other).await?, got("CODE-00001", true));
    // Where there is no id, each answer stands for itself.
    assert_eq!(code_of(&ledger, "g").await?.as_deref(), Some("CODE-00002"));
    assert_eq!(code_of(&ledger, "h").await?.as_deref(), Some("CODE-00003"));
    Ok(())
}

async fn a_visitor_and_a_customer_get_one_code_of_a_pool(place: Place) -> Result<()> {
    let ledger = stocked(&place, 9).await?;
    let of = |prompt, answer, visitor, customer| {
        Claim::new("pk_one", "thanks", prompt, answer, visitor, customer)
    };
    for (claim, code) in [
        (of("why", "a", Some("v"), None), "CODE-00000"),
        (of("nps", "b", Some("v"), None), "CODE-00000"),
        (of("csat", "c", Some("v"), Some("jo")), "CODE-00000"),
        (of("ces", "d", Some("desk"), Some("jo")), "CODE-00000"),
        (of("ces", "e", Some("other"), Some("al")), "CODE-00001"),
        (of("why", "f", None, None), "CODE-00002"),
    ] {
        assert_eq!(ledger.claim(claim).await?.code.as_deref(), Some(code));
    }
    drop(ledger);
    let ledger = open(&place).await?;
    let again = of("thumbs", "g", Some("v"), None);
    assert_eq!(ledger.claim(again).await?, got("CODE-00000", false));
    Ok(())
}

async fn a_visitor_who_claims_many_times_at_once_gets_one_code_of_a_pool(
    place: Place,
) -> Result<()> {
    let ledger = stocked(&place, 3).await?;
    // A second collector shares a Redis; a file has one process.
    let other = match &place {
        Place::Redis(_) => Some(open(&place).await?),
        Place::Folder(_) => None,
    };
    let claims = (0..200_u32).map(|n| {
        let ledger = other.as_ref().filter(|_| n % 2 == 0).unwrap_or(&ledger);
        let (prompt, visitor) = (format!("prompt-{}", n % 7), format!("visitor-{}", n % 5));
        let claim = Claim::new(
            "pk_one",
            "thanks",
            &prompt,
            &n.to_string(),
            Some(&visitor),
            None,
        );
        async move { Ok::<_, anyhow::Error>((visitor, ledger.claim(claim).await?.code)) }
    });
    let claimed: HashSet<_> = try_join_all(claims).await?.into_iter().collect();
    // Three of five visitors came in time for a code, and each has one only.
    let codes: Vec<_> = claimed
        .iter()
        .filter_map(|(_, code)| code.as_ref())
        .collect();
    assert_eq!((claimed.len(), codes.len()), (5, 3), "{claimed:?}");
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), 3);
    Ok(())
}

async fn shops_prompts_and_pools_are_kept_apart(place: Place) -> Result<()> {
    let ledger = stocked(&place, 9).await?;
    ledger.stock("pk_two", "thanks", codes(10..12)).await?;
    ledger.stock("pk_one", "sorry", codes(20..22)).await?;
    let of = |shop, pool, prompt, answer| Claim::new(shop, pool, prompt, answer, Some("v"), None);
    for (claim, code) in [
        (of("pk_one", "thanks", "why", "a"), "CODE-00000"),
        (of("pk_two", "thanks", "why", "a"), "CODE-00010"),
        (of("pk_one", "sorry", "nps", "b"), "CODE-00020"),
        // An answer that leads to another reply later keeps the code that was promised.
        (of("pk_one", "sorry", "why", "a"), "CODE-00000"),
    ] {
        assert_eq!(ledger.claim(claim).await?.code.as_deref(), Some(code));
    }
    Ok(())
}

async fn claims_at_the_same_time_share_no_code(place: Place) -> Result<()> {
    let ledger = stocked(&place, 150).await?;
    // A second collector shares a Redis; a file has one process.
    let other = match &place {
        Place::Redis(_) => Some(open(&place).await?),
        Place::Folder(_) => None,
    };
    let claims = (0..200).map(|n| {
        let ledger = other.as_ref().filter(|_| n % 2 == 0).unwrap_or(&ledger);
        async move { code_of(ledger, &n.to_string()).await }
    });
    let claimed: Vec<String> = try_join_all(claims).await?.into_iter().flatten().collect();
    assert_eq!(claimed.len(), 150);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 150);
    Ok(())
}

async fn claims_of_one_answer_at_the_same_time_get_one_code(place: Place) -> Result<()> {
    let ledger = stocked(&place, 50).await?;
    let claims = (0..50).map(|_| ledger.claim(claim("a", Some("v"), None)));
    let claimed = try_join_all(claims).await?;
    assert_eq!(claimed.iter().filter(|one| one.is_new).count(), 1);
    let first = &claimed[0].code;
    assert!(first.is_some() && claimed.iter().all(|one| one.code == *first));
    Ok(())
}

async fn told(ledger: &Ledger, customer: &Customer) -> Result<History> {
    Ok(history(&ledger.marks(customer.clone()).await?, NOW))
}

async fn marks_are_noted_once_in_any_order(place: Place) -> Result<()> {
    let ledger = open(&place).await?;
    let jo = Customer::new("pk_one", "jo");
    let marks = [
        Mark::shown("why", "a", NOW - 9),
        Mark::answered("why", NOW - 8),
        Mark::shown("why", "b", NOW - 5),
        Mark::closed("b", NOW - 4),
    ];
    ledger.mark(jo.clone(), marks[1..].to_vec()).await?;
    ledger.mark(jo.clone(), marks[..2].to_vec()).await?;
    ledger.mark(jo.clone(), marks.to_vec()).await?;
    // The first telling of a mark is the one that stays.
    ledger
        .mark(jo.clone(), vec![Mark::shown("why", "b", NOW)])
        .await?;
    let expected = history(&marks, NOW);
    assert_eq!((expected.shown[0].1.times, expected.closed), (2, NOW - 4));
    assert_eq!(told(&ledger, &jo).await?, expected);
    drop(ledger);
    assert_eq!(told(&open(&place).await?, &jo).await?, expected);
    Ok(())
}

async fn marks_of_customers_are_kept_apart_and_forgotten(place: Place) -> Result<()> {
    let ledger = open(&place).await?;
    let [jo, al] = ["jo", "al"].map(|hash| Customer::new("pk_one", hash));
    let elsewhere = Customer::new("pk_two", "jo");
    for customer in [&jo, &al] {
        let mark = Mark::shown("why", "a", NOW);
        ledger.mark(customer.clone(), vec![mark]).await?;
    }
    assert_eq!(told(&ledger, &elsewhere).await?, History::default());
    ledger.forget(jo.clone()).await?;
    ledger.forget(elsewhere).await?;
    drop(ledger);
    let ledger = open(&place).await?;
    assert_eq!(told(&ledger, &jo).await?, History::default());
    assert_eq!(told(&ledger, &al).await?.of("why").times, 1);
    Ok(())
}

async fn a_customer_has_only_so_many_marks(place: Place) -> Result<()> {
    let ledger = open(&place).await?;
    let jo = Customer::new("pk_one", "jo");
    let marks = (0..MOST + 5).map(|n| Mark::shown("why", &n.to_string(), NOW));
    for marks in marks.collect::<Vec<_>>().chunks(600) {
        ledger.mark(jo.clone(), marks.to_vec()).await?;
    }
    assert_eq!(ledger.marks(jo).await?.len(), MOST);
    Ok(())
}

async fn old_marks_say_nothing_any_more(place: Place) -> Result<()> {
    let ledger = open(&place).await?;
    let jo = Customer::new("pk_one", "jo");
    let mark = Mark::shown("why", "a", NOW - LIFE - 1);
    ledger.mark(jo.clone(), vec![mark]).await?;
    assert_eq!(told(&ledger, &jo).await?, History::default());
    Ok(())
}
