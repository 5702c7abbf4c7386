//! Cases from hand to hand: given to somebody, given back, handed out with their visitor.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tillside_tests::mailbox::Mailbox;
use tillside_tests::on_every_site;
use tillside_tests::redis_server::any_port;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

use crate::team::{EMAIL, Team, case, change, me};

on_every_site!(
    whoever_leaves_hands_their_cases_back,
    a_case_is_handed_out_with_its_visitor_and_goes_with_them,
);

async fn whoever_leaves_hands_their_cases_back(site: Site) -> Result<()> {
    let team = Team::new(&site).await?;
    team.open(&team.complaint).await?;
    team.open(&team.wish).await?;
    let sue = me(&team.one(&team.support, &team.wish).await?)?;
    for (answer, state) in [(&team.complaint, "solved"), (&team.wish, "open")] {
        case(
            team.put(&team.editor, answer, 1, change(state, Some(&sue), None))
                .await?,
            200,
        )?;
    }
    let path = format!("people/{sue}");
    let other = team
        .ask(&team.owner, "PUT", &path, json!({"role": "editor"}))
        .await?;
    assert_eq!(other.status, 204);
    let kept = team.one(&team.editor, &team.wish).await?;
    assert_eq!(kept.case.assignee.map(|one| one.id), Some(sue.clone()));
    let gone = team.ask(&team.owner, "DELETE", &path, json!(null)).await?;
    assert_eq!(gone.status, 204);
    let back = team.one(&team.editor, &team.wish).await?;
    assert_eq!((back.case.assignee, back.case.revision), (None, 3));
    let last = back.thread.last().context("an entry")?;
    assert_eq!(
        (last.what.as_str(), last.text.as_str(), last.who.as_deref()),
        ("assigned", "", Some("Ada Admin"))
    );
    // Who solved something has solved it.
    let solved = team.one(&team.editor, &team.complaint).await?;
    assert_eq!(solved.case.assignee.map(|one| one.id), Some(sue));
    team.server.stop().await
}

async fn a_case_is_handed_out_with_its_visitor_and_goes_with_them(site: Site) -> Result<()> {
    let team = Team::new(&site).await?;
    team.open(&team.wish).await?;
    let notes = format!("cases/{}/notes", team.wish);
    let note = json!({"text": "Called back, marker-7531"});
    case(team.ask(&team.support, "POST", &notes, note).await?, 201)?;
    let visitor = team.shopper.visitor.as_str();
    let lines = site.tillside(&["export", "--shop", SHOP, "--visitor", visitor])?;
    let lines: Vec<Value> = lines
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let kinds: Vec<&str> = lines
        .iter()
        .filter_map(|line| Some(line.as_object()?.keys().next()?.as_str()))
        .collect();
    assert_eq!(kinds, ["asking", "asking", "case", "note"]);
    assert_eq!(
        (&lines[2]["case"]["answer"], &lines[2]["case"]["state"]),
        (&json!(team.wish), &json!("open"))
    );
    assert_eq!(lines[3]["note"]["text"], "Called back, marker-7531");
    let other = site.tillside(&["export", "--shop", SHOP, "--visitor", "somebody-else"])?;
    assert_eq!(other, "");

    site.tillside(&["erase", "--shop", SHOP, "--visitor", visitor])?;
    let path = format!("cases/{}", team.wish);
    let gone = team.ask(&team.support, "GET", &path, json!(null)).await?;
    gone.is_problem(404, "not_found")?;
    let page = team.list(&team.support, "").await?;
    assert_eq!((page.cases.len(), page.counts.open), (0, 0));
    ensure!(
        !site
            .tillside(&["export", "--shop", SHOP])?
            .contains("marker-7531")
    );
    ensure!(
        site.tillside(&["removals"])?
            .contains("1 contacts, 1 cases")
    );
    team.server.stop().await
}

#[tokio::test]
async fn whoever_is_given_a_case_is_told_by_e_mail_and_of_the_customer_nothing() -> Result<()> {
    let (site, mailbox) = (Site::embedded()?, Mailbox::open().await?);
    let address = format!("127.0.0.1:{}", any_port());
    let public = format!("http://{address}");
    let smtp = mailbox.url();
    let mail = [
        "--smtp",
        &smtp,
        "--smtp-from",
        "Tillside <till@shop.example>",
    ];
    let listen = ["--listen", &address, "--public-url", &public];
    let server = Server::start(&site, &[mail, listen].concat()).await?;
    let team = Team::on(server).await?;
    team.open(&team.wish).await?;
    let mails = mailbox.mails().len();
    // Whoever takes a case knows of it.
    let emil = me(&team.one(&team.editor, &team.wish).await?)?;
    case(
        team.put(
            &team.editor,
            &team.wish,
            1,
            change("open", Some(&emil), None),
        )
        .await?,
        200,
    )?;
    let sue = me(&team.one(&team.support, &team.wish).await?)?;
    case(
        team.put(
            &team.editor,
            &team.wish,
            2,
            change("open", Some(&sue), None),
        )
        .await?,
        200,
    )?;
    let case_at = format!("{public}/console/shops/{SHOP}/cases/{}", team.wish);
    let told = tillside_tests::wait::until("the mail", || async {
        let mut mails = mailbox.mails().into_iter();
        Ok(mails.find(|mail| mail.contains("A case for you")))
    });
    let told = told.await?;
    ensure!(
        told.contains("To: support@shop.example") && told.contains(&case_at),
        "{told}"
    );
    ensure!(
        !told.contains(EMAIL) && !told.contains("call you"),
        "{told}"
    );
    assert_eq!(mailbox.mails().len(), mails + 1);
    team.server.stop().await
}
