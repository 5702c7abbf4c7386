//! What a customer was asked is known on every device, and kept unreadable.

use anyhow::Result;
use serde_json::{Value, json};
use tillside_tests::events::Shopper;
use tillside_tests::on_both_queues;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_both_queues!(
    what_a_customer_was_asked_is_told_in_the_shape_of_a_browsers_record,
    an_asking_counts_once_however_often_it_is_told,
    what_cannot_be_a_hash_is_ignored,
    the_hash_is_on_no_disk_and_in_no_log,
);

const JO: &str = "jo-5f2b8c19d07e43aa";
const AL: &str = "al_77aa01cc93be5d10";

fn of(customer: &str, mut event: Value) -> Value {
    event["customer"] = json!(customer);
    event
}

async fn record(server: &Server, customer: &str) -> Result<Value> {
    let path = format!("/v1/shops/{SHOP}/customers/{customer}");
    let reply = server
        .get(&path, &[("origin", "https://any.example")])
        .await?;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    reply.json()
}

async fn what_a_customer_was_asked_is_told_in_the_shape_of_a_browsers_record(
    site: Site,
) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let token = server.token().await?;
    assert_eq!(record(&server, JO).await?, json!({}));
    // Two devices of one customer, and another customer.
    let [phone, desk, other] = [0; 3].map(|_| Shopper::new(&token, "cart"));
    let (first, second) = (phone.asked("why-not"), desk.asked("why-not"));
    let (closed, kept_back) = (desk.asked("how-likely"), phone.asked("say-more"));
    let price = json!({"question": {"choice": "price"}});
    let dismissed = closed.dismissed();
    let sent = [
        of(JO, first.shown()),
        of(JO, second.answered(1, price.clone())),
        of(JO, dismissed.clone()),
        of(JO, kept_back.withheld()),
        of(AL, other.asked("why-not").shown()),
        of(JO, phone.step_reached()),
    ];
    assert_eq!(server.post(&sent).await?, ["accepted"; 6]);
    let expected = json!({
        "shown": {
            "how-likely": {"n": 1, "at": closed.asked_at},
            "say-more": {"n": 1, "at": kept_back.asked_at},
            "why-not": {"n": 2, "at": second.asked_at.max(first.asked_at), "answered": true},
        },
        "closed": dismissed["occurred_at"],
    });
    assert_eq!(record(&server, JO).await?, expected);
    let of_al = record(&server, AL).await?;
    assert_eq!(
        (&of_al["shown"]["why-not"]["n"], of_al.get("closed")),
        (&json!(1), None)
    );
    server.kill().await?;
    let server = Server::start(&site, &[]).await?;
    assert_eq!(record(&server, JO).await?, expected);
    Ok(())
}

async fn an_asking_counts_once_however_often_it_is_told(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let asked = Shopper::new(&server.token().await?, "cart").asked("why-not");
    let price = json!({"question": {"choice": "price"}});
    let events = [
        of(JO, asked.answered(1, price.clone())),
        of(JO, asked.shown()),
        of(JO, asked.answered(2, price)),
    ];
    for _ in 0..3 {
        assert_eq!(server.post(&events).await?, ["accepted"; 3]);
    }
    let shown = &record(&server, JO).await?["shown"]["why-not"];
    assert_eq!(
        *shown,
        json!({"n": 1, "at": asked.asked_at, "answered": true})
    );
    // What is refused leaves no mark.
    let mut refused = of(AL, asked.shown());
    refused["version"] = json!(77);
    assert_eq!(server.post(&[refused]).await?, ["unknown_version"]);
    assert_eq!(record(&server, AL).await?, json!({}));
    Ok(())
}

async fn what_cannot_be_a_hash_is_ignored(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let asked = Shopper::new(&server.token().await?, "cart").asked("why-not");
    let long = "x".repeat(129);
    let wrong = [
        json!("short"),
        json!(long),
        json!("jo@mail.example-and-more"),
        json!(7),
        json!({}),
    ];
    for customer in wrong {
        let mut event = asked.shown();
        event["customer"] = customer.clone();
        assert_eq!(server.post(&[event]).await?, ["accepted"], "{customer}");
    }
    assert_eq!(record(&server, "short").await?, json!({}));
    assert_eq!(record(&server, &long).await?, json!({}));
    let path = format!("/v1/shops/pk_nobody/customers/{JO}");
    server
        .get(&path, &[])
        .await?
        .is_problem(404, "unknown_shop")?;
    Ok(())
}

async fn the_hash_is_on_no_disk_and_in_no_log(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let asked = Shopper::new(&server.token().await?, "cart").asked("why-not");
    assert_eq!(server.post(&[of(JO, asked.shown())]).await?, ["accepted"]);
    assert_eq!(record(&server, JO).await?["shown"]["why-not"]["n"], 1);
    server.settled(1).await?;
    assert_eq!(
        site.files_with(JO.as_bytes())?,
        Vec::<std::path::PathBuf>::new()
    );
    if let Some(redis) = &site.redis {
        assert!(!redis.holds(JO.as_bytes())?);
    }
    assert!(!server.logs().join("\n").contains(JO));
    Ok(())
}

#[tokio::test]
async fn reading_records_meets_the_limit_of_the_address() -> Result<()> {
    let site = Site::embedded()?;
    let limits = ["--rate-address", "1", "--burst-address", "3"];
    let server = Server::start(&site, &limits).await?;
    let path = format!("/v1/shops/{SHOP}/customers/{JO}");
    for _ in 0..3 {
        assert_eq!(server.get(&path, &[]).await?.status, 200);
    }
    server
        .get(&path, &[])
        .await?
        .is_problem(429, "rate_limited")
}
