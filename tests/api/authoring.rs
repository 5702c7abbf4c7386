//! The life of a prompt in the console: from a template over drafts by two people to a version that shoppers get, and on to its pause and its return.

use crate::desk::Desk;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use survey::authoring::{Published, Standing, Version};
use tillside_tests::events::Shopper;
use tillside_tests::on_every_site;
use tillside_tests::people::{administrator, member};
use tillside_tests::reply::Reply;
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};

on_every_site!(
    a_prompt_lives_from_a_template_to_its_return,
    two_editors_at_once_are_told_of_each_other,
    a_state_is_what_happens_in_fact,
);

const ID: &str = "cart-hesitation";

fn json_of(prompt: &survey::json::Json) -> Result<Value> {
    Ok(serde_json::to_value(prompt)?)
}

async fn a_prompt_lives_from_a_template_to_its_return(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = administrator(&server).await?;
    let desk = Desk {
        server: &server,
        console,
    };
    let made: Value = desk.done("POST", "", json!({"template": ID})).await?;
    assert_eq!(made, json!({"id": ID}));
    let draft = desk.draft(ID).await?;
    assert_eq!(
        (draft.problems.len(), draft.base, draft.by.as_str()),
        (0, 0, "Ada Admin")
    );
    let mut prompt = json_of(&draft.prompt)?;
    let languages: Vec<&String> = prompt["question"]["text"]
        .as_object()
        .context("no text")?
        .keys()
        .collect();
    assert_eq!(languages, ["ar", "en"], "those of the shop");
    let summary = desk.summary(ID).await?;
    assert_eq!(
        (summary.state, summary.version, summary.draft),
        (Standing::Draft, None, true)
    );
    assert_eq!(
        (summary.kind.as_str(), summary.steps),
        ("choice", vec!["cart".to_owned()])
    );

    // Unfinished, it is kept but not published, and all that is wrong is told.
    prompt["question"]["text"]["en"] = json!(" ");
    prompt["trigger"] = json!({"moon": 1});
    let saved = desk.save(ID, &prompt, Some(draft.revision)).await?;
    let wrong: Vec<&str> = saved.problems.iter().map(|flaw| flaw.at.as_str()).collect();
    assert_eq!(wrong, ["question.text.en", "trigger.moon"]);
    let publish = format!("/{ID}/publish");
    let refused = desk.ask("POST", &publish, Value::Null).await?;
    refused.is_problem(422, "invalid_prompt")?;
    assert_eq!(
        refused.json()?["problems"],
        serde_json::to_value(&saved.problems)?
    );
    assert_eq!(server.book("").await?["version"], 1, "no page was told");

    // Whole, it goes live as version 1 and takes its place behind the others.
    prompt["question"]["text"]["en"] = json!("What keeps you?");
    prompt["trigger"] = json!({"time": 1});
    desk.save(ID, &prompt, Some(saved.revision)).await?;
    let published: Published = desk.done("POST", &publish, Value::Null).await?;
    assert_eq!((published.version, published.state), (1, Standing::Live));
    desk.in_book(ID, Some(1)).await?;
    let page = desk.page(ID).await?;
    assert_eq!((page.version, page.draft), (Some(1), None));
    let again = desk.ask("POST", &publish, Value::Null).await?;
    again.is_problem(404, "not_found")?;
    let deleted = desk.ask("DELETE", &format!("/{ID}"), Value::Null).await?;
    deleted.is_problem(409, "published_before")?;

    // Another wording is another version, whose numbers are its own.
    let first = Shopper::new(&server.token().await?, "cart").asked(ID);
    prompt["question"]["text"]["en"] = json!("Why not today?");
    desk.save(ID, &prompt, None).await?;
    desk.in_book(ID, Some(1)).await?;
    let published: Published = desk.done("POST", &publish, Value::Null).await?;
    assert_eq!(published.version, 2);
    let told = desk.in_book(ID, Some(2)).await?;
    assert_eq!(told["question"]["text"]["en"], "Why not today?");
    let mut second = Shopper::new(&server.token().await?, "cart").asked(ID);
    second.version = 2;
    let says = |choice: &str| json!({"question": {"choice": choice}});
    let sent = [
        first.answered(1, says("price")),
        second.answered(1, says("not-sure")),
    ];
    assert_eq!(server.post(&sent).await?, ["accepted", "accepted"]);
    server.settled(2).await?;
    for (version, option) in [(1, "price"), (2, "not-sure")] {
        let results = desk.console.prompt(&server, ID, version).await?;
        let count = tillside_tests::console::count(&results, option);
        assert_eq!((results.answered, count), (1, 1), "version {version}");
    }
    let summary = desk.summary(ID).await?;
    assert_eq!(
        (summary.shown, summary.answered),
        (1, 1),
        "of version 2, today"
    );

    // Paused, it leaves the book; a version comes back as the next one and stays paused.
    let state = format!("/{ID}/state");
    let paused: Published = desk
        .done("POST", &state, json!({"state": "paused"}))
        .await?;
    assert_eq!(paused.state, Standing::Paused);
    desk.in_book(ID, None).await?;
    let restored: Published = desk
        .done("POST", &format!("/{ID}/versions/1/restore"), Value::Null)
        .await?;
    assert_eq!((restored.version, restored.state), (3, Standing::Paused));
    let live: Published = desk.done("POST", &state, json!({"state": "live"})).await?;
    let told = desk.in_book(ID, Some(3)).await?;
    assert_eq!(told["question"]["text"]["en"], "What keeps you?");
    let same: Published = desk.done("POST", &state, json!({"state": "live"})).await?;
    assert_eq!(same, live, "what changes nothing publishes nothing");
    let [one, three] = [1, 3].map(|version| format!("/{ID}/versions/{version}"));
    let one: Version = desk.done("GET", &one, Value::Null).await?;
    let three: Version = desk.done("GET", &three, Value::Null).await?;
    assert_eq!(one.prompt.get("question"), three.prompt.get("question"));
    let page = desk.page(ID).await?;
    let versions: Vec<_> = page
        .versions
        .iter()
        .map(|one| (one.version, one.by.as_str()))
        .collect();
    assert_eq!(
        versions,
        [(3, "Ada Admin"), (2, "Ada Admin"), (1, "Ada Admin")]
    );

    // The history names it all.
    let history = format!("/shops/{SHOP}/history");
    let history = desk
        .console
        .ask(&server, "GET", &history, &Value::Null, &[])
        .await?
        .json()?;
    let entries = history["entries"].as_array().context("no history")?.iter();
    let entries: Vec<_> = entries
        .filter(|entry| entry["about"] == ID)
        .map(|entry| entry["what"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(
        entries,
        [
            "prompt.started",
            "prompt.restored",
            "prompt.paused",
            "prompt.published",
            "prompt.published"
        ]
    );
    // What an import changes afterwards is by the import.
    site.import_changed(|shop| shop["prompts"][0]["question"]["text"]["en"] = json!("Changed?"))?;
    let imported = desk.page("why-not").await?;
    let by: Vec<&str> = imported
        .versions
        .iter()
        .map(|one| one.by.as_str())
        .collect();
    assert_eq!(by, ["import", "import"]);
    assert_eq!(
        desk.page(ID).await?.state,
        Standing::Paused,
        "the file does not list it"
    );
    server.stop().await
}

async fn two_editors_at_once_are_told_of_each_other(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let console = administrator(&server).await?;
    let other = member(&server, &console, SHOP, "newt@shop.example", "editor").await?;
    let (ada, newt) = (
        Desk {
            server: &server,
            console,
        },
        Desk {
            server: &server,
            console: other,
        },
    );
    let draft = |text: &str| json!({"question": {"kind": "thumbs", "text": {"en": text}}, "trigger": {"call": true}});
    let path = "/why-not/draft";
    let refused = |reply: &Reply, by: &str| -> Result<()> {
        reply.is_problem(412, "edited_meanwhile")?;
        let told = reply.json()?;
        ensure!(told["by"] == by && told["at"].as_i64() > Some(0), "{told}");
        Ok(())
    };
    // Both begin from the published version; one is first.
    let first = ada.save("why-not", &draft("Ada's"), None).await?;
    let late = newt.ask("PUT", path, draft("Newt's")).await?;
    refused(&late, "Ada Admin")?;
    // Having read it, the other goes on from there; now the first one's copy is old.
    let seen = newt.draft("why-not").await?;
    assert_eq!((seen.revision, seen.base), (first.revision, 1));
    let second = newt
        .save("why-not", &draft("Newt's"), Some(seen.revision))
        .await?;
    let late = ada
        .ask_based_on("PUT", path, draft("Ada's too"), Some(first.revision))
        .await?;
    refused(&late, "Newt Newcomer")?;
    // The same again changes nothing, not even the revision.
    let same = newt
        .save("why-not", &draft("Newt's"), Some(second.revision))
        .await?;
    assert_eq!(same.revision, second.revision);
    // Nor is another draft published than the one that was seen.
    let publish = "/why-not/publish";
    let late = ada
        .ask_based_on("POST", publish, Value::Null, Some(first.revision))
        .await?;
    refused(&late, "Newt Newcomer")?;
    let done = newt
        .ask_based_on("POST", publish, Value::Null, Some(second.revision))
        .await?;
    ensure!(done.status == 200, "{}", done.text());
    // Whoever still has it open is told that it was published.
    let late = ada
        .ask_based_on("PUT", path, draft("Ada's"), Some(second.revision))
        .await?;
    refused(&late, "Newt Newcomer")?;
    let versions = ada.page("why-not").await?.versions;
    assert_eq!(
        (versions[0].version, versions[0].by.as_str()),
        (2, "Newt Newcomer")
    );
    // A revision is never used again, so what is old stays old.
    let next = ada.save("why-not", &draft("Next"), None).await?;
    ensure!(next.revision > second.revision);
    let gone = ada
        .ask_based_on("DELETE", path, Value::Null, Some(second.revision))
        .await?;
    refused(&gone, "Ada Admin")?;
    assert_eq!(ada.ask("DELETE", path, Value::Null).await?.status, 204);
    ada.ask("DELETE", path, Value::Null)
        .await?
        .is_problem(404, "not_found")?;
    let (path, body) = (format!("/shops/{SHOP}/prompts{path}"), draft("Any"));
    let over = [("if-match", "*")];
    let star = ada.console.ask(&server, "PUT", &path, &body, &over);
    assert_eq!(star.await?.status, 200);
    server.stop().await
}

async fn a_state_is_what_happens_in_fact(site: Site) -> Result<()> {
    let server = Server::start(&site, &[]).await?;
    let desk = Desk {
        server: &server,
        console: server.console().await?,
    };
    let now = tillside_tests::events::now();
    let hour = 3_600_000;
    let prompt = |more: Value| {
        let mut prompt =
            json!({"question": {"kind": "thumbs", "text": {"en": "?"}}, "trigger": {"time": 0}});
        for (name, value) in more.as_object().into_iter().flatten() {
            prompt[name] = value.clone();
        }
        prompt
    };
    for (more, state, wanted) in [
        (json!({}), "live", Standing::Live),
        (json!({}), "paused", Standing::Paused),
        (json!({}), "rehearsal", Standing::Rehearsal),
        (
            json!({"schedule": {"from": now + hour}}),
            "live",
            Standing::Scheduled,
        ),
        (
            json!({"schedule": {"until": now - hour}}),
            "live",
            Standing::Ended,
        ),
        (json!({"cap": {"stop_at": 1}}), "live", Standing::Live),
    ] {
        desk.save("state", &prompt(more), None).await?;
        let done: Published = desk
            .done("POST", "/state/publish", json!({"state": state}))
            .await?;
        assert_eq!(done.state, wanted);
        assert_eq!(desk.summary("state").await?.state, wanted);
        assert_eq!(desk.page("state").await?.state, wanted);
    }
    let version = desk.page("state").await?.version.context("published")?;
    desk.in_book("state", Some(version)).await?;
    let mut asked = Shopper::new(&server.token().await?, "cart").asked("state");
    asked.version = version;
    let sent = [asked.answered(1, json!({"question": {"thumb": "up"}}))];
    assert_eq!(server.post(&sent).await?, ["accepted"]);
    server.settled(1).await?;
    assert_eq!(desk.page("state").await?.state, Standing::Ended);
    let results = desk.console.prompt(&server, "state", version).await?;
    assert_eq!(results.state, "ended");
    desk.ask("POST", "/state/state", json!({"state": "draft"}))
        .await?
        .is_problem(422, "invalid_input")?;
    desk.ask("POST", "/state/state", json!({}))
        .await?
        .is_problem(422, "invalid_input")?;
    server.stop().await
}
