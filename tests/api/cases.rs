//! Cases: opened, worked on by support and solved, by nobody else, and by two at once.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use survey::console::cases::{CaseState, CasesPage};
use tillside_server::store::utc;
use tillside_tests::events;
use tillside_tests::on_every_site;
use tillside_tests::site::Site;

use crate::team::{EMAIL, Team, case, change, me};

on_every_site!(
    a_case_is_worked_on_until_it_is_solved,
    analysts_read_cases_and_support_reads_nothing_else,
    two_who_change_a_case_do_not_overwrite_each_other,
    a_case_is_late_by_the_day_of_the_shop,
);

fn answers(page: &CasesPage) -> Vec<&str> {
    let cases = page.cases.iter();
    cases.map(|one| one.words.answer.as_str()).collect()
}

async fn a_case_is_late_by_the_day_of_the_shop(site: Site) -> Result<()> {
    const HOUR: i64 = 60 * 60 * 1000;
    let team = Team::new(&site).await?;
    let complaint = team.complaint.as_str();
    let mut revision = team.open(complaint).await?.case.revision;
    // At every time of the day at least one of them has another day than UTC.
    for (zone, ahead) in [("Pacific/Kiritimati", 14), ("Pacific/Pago_Pago", -11)] {
        site.import_changed(|shop| shop["zone"] = json!(zone))?;
        let today = (events::now() + ahead * HOUR).div_euclid(survey::DAY);
        for (due, is_late) in [(today - 1, true), (today, false)] {
            let due = utc::day(due);
            let late = change("open", None, Some(&due));
            let put = team.put(&team.support, complaint, revision, late).await?;
            let changed = case(put, 200)?.case;
            revision = changed.revision;
            assert_eq!(changed.is_overdue, is_late, "{due} in {zone}");
            let listed = team.list(&team.support, "?overdue=true").await?;
            let found = (listed.cases.len(), listed.counts.overdue);
            assert_eq!(found, if is_late { (1, 1) } else { (0, 0) });
        }
    }
    team.server.stop().await
}

async fn a_case_is_worked_on_until_it_is_solved(site: Site) -> Result<()> {
    let team = Team::new(&site).await?;
    let empty = team.list(&team.support, "").await?;
    ensure!(empty.cases.is_empty() && empty.counts.median.is_none());
    let opened = team.open(&team.complaint).await?;
    assert_eq!(
        (opened.case.state, opened.case.revision),
        (CaseState::Open, 1)
    );
    let again = format!("cases/{}", team.complaint);
    case(
        team.ask(&team.editor, "POST", &again, json!({})).await?,
        200,
    )?;
    let nothing = format!("cases/{}", tillside_tests::events::id());
    for (who, method) in [(&team.editor, "POST"), (&team.support, "GET")] {
        let reply = team.ask(who, method, &nothing, json!(null)).await?;
        reply.is_problem(404, "not_found")?;
    }
    team.open(&team.wish).await?;

    // Newest first, and the oldest first for whoever works on them.
    let (complaint, wish) = (team.complaint.as_str(), team.wish.as_str());
    assert_eq!(
        answers(&team.list(&team.support, "").await?),
        [wish, complaint]
    );
    let page = team
        .list(&team.support, "?state=open,waiting&order=oldest")
        .await?;
    assert_eq!(answers(&page), [complaint, wish]);
    assert_eq!(
        (page.counts.open, page.counts.mine, &page.next),
        (2, 0, &None)
    );
    assert_eq!(page.cases[0].words.texts[0].text, "It came broken, twice");
    assert_eq!(
        (page.cases[0].has_contact, page.cases[1].has_contact),
        (false, true)
    );

    // All that support has to know of the answer.
    let read = team.one(&team.support, wish).await?;
    assert_eq!(read.question["en"], "Shall we call you?");
    assert_eq!(
        (
            read.contacts[0].channel.as_str(),
            read.contacts[0].address.as_str()
        ),
        ("email", EMAIL)
    );
    let words = &read.case.words;
    assert_eq!(
        (words.step.as_str(), words.value, words.lang.as_str()),
        ("cart", Some(49.9), "ar")
    );

    let sue = me(&read)?;
    let taken = change("waiting", Some(&sue), Some("2020-02-29"));
    let taken = case(team.put(&team.support, complaint, 1, taken).await?, 200)?;
    assert_eq!((taken.case.revision, taken.case.is_overdue), (2, true));
    let notes = format!("cases/{complaint}/notes");
    let note = json!({"text": " Wrote to the customer.\r\nWaits until Monday. "});
    case(team.ask(&team.support, "POST", &notes, note).await?, 201)?;
    for wrong in [
        json!({"text": " \n "}),
        json!({"text": "a\u{7}b"}),
        json!({"text": "x".repeat(4_001)}),
        json!({}),
    ] {
        let reply = team.ask(&team.support, "POST", &notes, wrong).await?;
        reply.is_problem(422, "invalid_input")?;
    }
    for (query, wanted) in [
        ("?mine=true", vec![complaint]),
        ("?unassigned=true", vec![wish]),
        ("?overdue=true&mine=false", vec![complaint]),
        ("?state=open", vec![wish]),
        ("?state=solved", vec![]),
    ] {
        assert_eq!(
            answers(&team.list(&team.support, query).await?),
            wanted,
            "{query}"
        );
    }
    for wrong in [
        "?state=late",
        "?mine=yes",
        "?mine=true&unassigned=true",
        "?order=best",
        "?after=x",
        "?colour=red",
        "?mine=true&mine=true",
    ] {
        let reply = team
            .ask(&team.support, "GET", &format!("cases{wrong}"), json!(null))
            .await?;
        reply.is_problem(422, "invalid_input").context(wrong)?;
    }

    // Revisions are of changes: a note got in nobody's way.
    let solved = change("solved", Some(&sue), Some("2020-02-29"));
    let solved = case(team.put(&team.editor, complaint, 2, solved).await?, 200)?;
    ensure!(solved.case.solved_at.is_some() && !solved.case.is_overdue);
    let thread: Vec<(&str, &str)> = solved
        .thread
        .iter()
        .map(|one| (one.what.as_str(), one.text.as_str()))
        .collect();
    let wanted = [
        ("opened", ""),
        ("assigned", "Newt Newcomer"),
        ("due", "2020-02-29"),
        ("waiting", ""),
        ("note", "Wrote to the customer.\nWaits until Monday."),
        ("solved", ""),
    ];
    assert_eq!(thread, wanted);
    let counts = team.list(&team.support, "").await?.counts;
    assert_eq!(
        (
            counts.open,
            counts.waiting,
            counts.overdue,
            counts.mine,
            counts.solved
        ),
        (1, 0, 0, 0, 1)
    );
    ensure!(counts.median.is_some_and(|took| took >= 0));
    let reopened = change("open", None, None);
    let reopened = case(team.put(&team.editor, complaint, 3, reopened).await?, 200)?;
    assert_eq!(
        (reopened.case.solved_at, reopened.case.assignee),
        (None, None)
    );

    let history = team
        .ask(&team.owner, "GET", "history", json!(null))
        .await?
        .json()?;
    let of_cases = history["entries"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|one| one["about"] == complaint);
    let deeds: Vec<&str> = of_cases.filter_map(|one| one["what"].as_str()).collect();
    assert_eq!(
        deeds,
        [
            "case.reopened",
            "case.assigned",
            "case.solved",
            "case.assigned",
            "case.opened"
        ]
    );
    let said = team
        .ask(&team.analyst, "GET", "answers", json!(null))
        .await?
        .json()?;
    assert_eq!(said["answers"][0]["case"], "open");
    team.server.stop().await
}

async fn analysts_read_cases_and_support_reads_nothing_else(site: Site) -> Result<()> {
    let team = Team::new(&site).await?;
    team.open(&team.wish).await?;
    let read = team.one(&team.analyst, &team.wish).await?;
    ensure!(read.case.has_contact && read.contacts.is_empty() && read.people.is_empty());
    let reply = team
        .put(&team.analyst, &team.wish, 1, change("solved", None, None))
        .await?;
    reply.is_problem(403, "forbidden")?;
    let note = format!("cases/{}/notes", team.wish);
    let reply = team
        .ask(&team.analyst, "POST", &note, json!({"text": "x"}))
        .await?;
    reply.is_problem(403, "forbidden")?;
    let open = format!("cases/{}", team.complaint);
    for who in [&team.analyst, &team.support] {
        let reply = team.ask(who, "POST", &open, json!({})).await?;
        reply.is_problem(403, "forbidden")?;
    }
    for page in [
        "answers", "results", "prompts", "facts", "people", "history", "live",
    ] {
        let reply = team.ask(&team.support, "GET", page, json!(null)).await?;
        reply.is_problem(403, "forbidden").context(page)?;
    }
    // Nobody can be given a case who does not follow up here.
    let team_of = team
        .ask(&team.owner, "GET", "people", json!(null))
        .await?
        .json()?;
    let analyst = team_of
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["role"] == "analyst");
    let analyst = analyst.context("an analyst")?["id"]
        .as_str()
        .context("an id")?
        .to_owned();
    for nobody in [analyst.as_str(), "nobody"] {
        let reply = team
            .put(
                &team.support,
                &team.wish,
                1,
                change("open", Some(nobody), None),
            )
            .await?;
        reply.is_problem(422, "invalid_input")?;
    }
    let reply = team
        .put(
            &team.support,
            &team.wish,
            1,
            change("open", None, Some("soon")),
        )
        .await?;
    reply.is_problem(422, "invalid_input")?;
    // An administrator is not among the members, and can take a case all the same.
    let ada = me(&team.one(&team.owner, &team.wish).await?)?;
    case(
        team.put(&team.owner, &team.wish, 1, change("open", Some(&ada), None))
            .await?,
        200,
    )?;
    team.server.stop().await
}

async fn two_who_change_a_case_do_not_overwrite_each_other(site: Site) -> Result<()> {
    let team = Team::new(&site).await?;
    team.open(&team.complaint).await?;
    let path = format!("cases/{}", team.complaint);
    let blind = team
        .ask(&team.support, "PUT", &path, change("solved", None, None))
        .await?;
    blind.is_problem(428, "if_match_required")?;
    case(
        team.put(
            &team.support,
            &team.complaint,
            1,
            change("waiting", None, None),
        )
        .await?,
        200,
    )?;
    let late = team
        .put(
            &team.editor,
            &team.complaint,
            1,
            change("solved", None, None),
        )
        .await?;
    late.is_problem(412, "edited_meanwhile")?;
    assert_eq!(late.json()?["by"], "Newt Newcomer");
    ensure!(late.json()?["at"].is_i64());
    // What changes nothing is no change.
    let same = team
        .put(
            &team.editor,
            &team.complaint,
            2,
            change("waiting", None, None),
        )
        .await?;
    assert_eq!(case(same, 200)?.case.revision, 2);

    let put = |due| {
        team.put(
            &team.support,
            &team.complaint,
            2,
            change("open", None, Some(due)),
        )
    };
    let (one, two) = (put("2030-01-01"), put("2030-01-02"));
    let (one, two) = tokio::join!(one, two);
    let mut codes = [one?.status, two?.status];
    codes.sort_unstable();
    assert_eq!(codes, [200, 412]);
    team.server.stop().await
}
