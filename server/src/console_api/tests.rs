//! Tests of the console's API over HTTP, without a network.

use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::test::{TestRequest, call_service, init_service, read_body, read_body_json};
use actix_web::{App, web};
use serde_json::json;
use survey::results::{ShopResults, ShopSummary};

use super::configure;
use crate::config::{ListenConfig, Proxies};
use crate::drain::apply::apply;
use crate::queue::Entry;
use crate::store::{Store, StoreError, access, now_ms};
use crate::{import, sample};

struct Console {
    _folder: tempfile::TempDir,
    store: Store,
    listen: ListenConfig,
}

impl Console {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("opens");
        store
            .write_blocking(|tx| import::put(tx, &sample::shop(), 1))
            .expect("imports");
        let listen = ListenConfig {
            address: ([127, 0, 0, 1], 0).into(),
            public_url: String::new(),
            proxies: Proxies::default(),
            workers: 1,
            keep_connections: 512,
        };
        Self {
            _folder: folder,
            store,
            listen,
        }
    }

    async fn call(&self, request: TestRequest) -> ServiceResponse {
        let app = App::new()
            .app_data(web::Data::new(self.store.clone()))
            .app_data(web::Data::new(self.listen.clone()))
            .configure(configure);
        let app = init_service(app).await;
        call_service(&app, request.to_request()).await
    }

    fn code(&self) -> String {
        self.store
            .write_blocking(|tx| access::create_code(tx, now_ms()))
            .expect("makes a code")
    }

    /// The cookie of somebody signed in, as a browser sends it.
    async fn cookie(&self) -> String {
        let uri = super::sign_in::link("", &self.code());
        let response = self.call(TestRequest::get().uri(&uri)).await;
        assert_eq!(response.status(), 303);
        let cookie = text(&response, header::SET_COOKIE);
        cookie.split(';').next().expect("a pair").to_owned()
    }

    async fn results(&self) -> ShopResults {
        let request = TestRequest::get()
            .uri("/console/api/shops/pk_sample/results")
            .insert_header((header::COOKIE, self.cookie().await));
        let response = self.call(request).await;
        assert_eq!(response.status(), 200);
        assert_eq!(text(&response, header::CACHE_CONTROL), "no-store");
        read_body_json(response).await
    }

    fn take(&self, events: &[survey::event::Queued]) {
        let batch: Vec<Entry> = events
            .iter()
            .map(|queued| Entry {
                id: queued.event.id.clone(),
                payload: sample::payload(queued),
            })
            .collect();
        self.store
            .write_blocking(|tx| apply(tx, &batch, &[], 1))
            .expect("commits");
    }
}

fn text(response: &ServiceResponse, name: header::HeaderName) -> String {
    let value = response.headers().get(name).expect("the header is there");
    value.to_str().expect("is text").to_owned()
}

#[actix_web::test]
async fn a_link_signs_in_once_and_leads_to_the_console() {
    let console = Console::new();
    let uri = super::sign_in::link("http://127.0.0.1:8080/", &console.code());
    let uri = uri
        .strip_prefix("http://127.0.0.1:8080")
        .expect("has the base");
    let response = console.call(TestRequest::get().uri(uri)).await;
    assert_eq!(response.status(), 303);
    assert_eq!(text(&response, header::LOCATION), "/console/");
    let cookie = text(&response, header::SET_COOKIE);
    for part in [
        "HttpOnly",
        "SameSite=Lax",
        "Path=/console",
        "Max-Age=2592000",
    ] {
        assert!(cookie.contains(part), "{part} is missing in {cookie}");
    }
    assert!(
        !cookie.contains("Secure"),
        "over http a browser would drop it"
    );

    let again = console.call(TestRequest::get().uri(uri)).await;
    assert_eq!(again.status(), 403);
    assert!(text(&again, header::CONTENT_TYPE).starts_with("text/html"));
    let page = String::from_utf8(read_body(again).await.to_vec()).expect("is text");
    assert!(page.contains("tillside sign-in-link"), "{page}");
    let without = console
        .call(TestRequest::get().uri("/console/sign-in"))
        .await;
    assert_eq!(without.status(), 403);
}

#[actix_web::test]
async fn whoever_is_signed_in_may_open_the_used_link_again() {
    let console = Console::new();
    let uri = super::sign_in::link("", &console.code());
    let first = console.call(TestRequest::get().uri(&uri)).await;
    let cookie = text(&first, header::SET_COOKIE);
    let again = TestRequest::get()
        .uri(&uri)
        .insert_header((header::COOKIE, cookie.split(';').next().expect("a pair")));
    let response = console.call(again).await;
    assert_eq!(response.status(), 303);
    assert!(response.headers().get(header::SET_COOKIE).is_none());
}

#[actix_web::test]
async fn over_https_the_cookie_is_secure_as_far_as_a_proxy_is_to_be_believed() {
    for (trusted, is_secure) in [(1, true), (0, false)] {
        let mut console = Console::new();
        console.listen.proxies.trusted = trusted;
        let uri = super::sign_in::link("", &console.code());
        let request = TestRequest::get()
            .uri(&uri)
            .insert_header(("x-forwarded-proto", "https"));
        let response = console.call(request).await;
        let cookie = text(&response, header::SET_COOKIE);
        assert_eq!(cookie.ends_with("; Secure"), is_secure, "{trusted}");
    }
}

#[actix_web::test]
async fn behind_a_proxy_that_does_not_tell_the_public_address_makes_the_cookie_secure() {
    for (public_url, is_secure) in [
        ("https://collector.example", true),
        ("http://collector.example", false),
    ] {
        let mut console = Console::new();
        console.listen.public_url = public_url.into();
        let uri = super::sign_in::link("", &console.code());
        let response = console.call(TestRequest::get().uri(&uri)).await;
        let cookie = text(&response, header::SET_COOKIE);
        assert_eq!(cookie.ends_with("; Secure"), is_secure, "{public_url}");
    }
}

#[actix_web::test]
async fn without_a_session_nothing_is_told_and_signing_out_ends_it() {
    let console = Console::new();
    let cookie = console.cookie().await;
    let shops = |cookie: &str| {
        TestRequest::get()
            .uri("/console/api/shops")
            .insert_header((header::COOKIE, format!("theme=dark; {cookie}")))
    };
    for request in [
        TestRequest::get().uri("/console/api/shops"),
        shops("tillside_session=guess"),
    ] {
        let response = console.call(request).await;
        assert_eq!(response.status(), 401);
        assert_eq!(
            text(&response, header::CONTENT_TYPE),
            "application/problem+json"
        );
        let problem: serde_json::Value = read_body_json(response).await;
        assert_eq!(problem["code"], "unauthorized");
    }
    let response = console.call(shops(&cookie)).await;
    let listed: Vec<ShopSummary> = read_body_json(response).await;
    assert_eq!(
        (listed[0].key.as_str(), listed[0].name.as_str()),
        ("pk_sample", "Sample")
    );

    let out = TestRequest::post()
        .uri("/console/api/sign-out")
        .insert_header((header::COOKIE, cookie.clone()));
    let response = console.call(out).await;
    assert_eq!(response.status(), 204);
    assert!(text(&response, header::SET_COOKIE).contains("Max-Age=0"));
    assert_eq!(console.call(shops(&cookie)).await.status(), 401);
}

#[actix_web::test]
async fn an_unknown_shop_is_a_problem_with_a_code() {
    let console = Console::new();
    let request = TestRequest::get()
        .uri("/console/api/shops/pk_nobody/results")
        .insert_header((header::COOKIE, console.cookie().await));
    let response = console.call(request).await;
    assert_eq!(response.status(), 404);
    let problem: serde_json::Value = read_body_json(response).await;
    assert_eq!(problem["code"], "unknown_shop");
}

#[actix_web::test]
async fn without_answers_there_are_zeros_and_no_rates() {
    let results = Console::new().results().await;
    assert_eq!(results.name, "Sample");
    let nps = &results.prompts[0];
    assert_eq!(
        (nps.prompt.as_str(), nps.version, nps.state.as_str()),
        ("nps", 1, "live")
    );
    assert_eq!((nps.response_rate, &nps.score), (None, &None));
    assert_eq!(nps.distribution.len(), 11);
    assert!(nps.distribution.iter().all(|option| option.count == 0));
}

#[actix_web::test]
async fn results_show_numbers_scores_and_words_of_each_version() {
    let console = Console::new();
    let mut shop = sample::shop();
    shop.prompts[1].1.sampling = 9_000;
    console
        .store
        .write_blocking(|tx| import::put(tx, &shop, 2))
        .expect("imports");
    let nps = |n: u64, score: u8, follow_up: serde_json::Value| {
        let said = json!({"question": {"score": score}, "follow_up": follow_up});
        sample::asking(n, n, "nps", "answered", 1, said)
    };
    let contact = json!({"contact": {"email": "ann@shop.example"}});
    let other = json!({"question": {"choice": "other", "other": "no size 46"}});
    console.take(&[
        nps(1, 10, contact),
        nps(2, 9, serde_json::Value::Null),
        nps(3, 8, serde_json::Value::Null),
        nps(4, 2, json!({"text": "came late"})),
        sample::asking(5, 5, "nps", "dismissed", 1, serde_json::Value::Null),
        sample::asking(6, 6, "why", "answered", 1, other),
        sample::step(7, Some(1), "cart", sample::NOON),
        sample::step(8, Some(2), "cart", sample::NOON),
        sample::step(9, Some(1), "product", sample::NOON),
        sample::step(10, Some(1), "wishlist", sample::NOON),
    ]);
    let results = console.results().await;

    let nps = &results.prompts[0];
    assert_eq!((nps.shown, nps.answered, nps.dismissed), (5, 4, 1));
    let rate = nps.response_rate.expect("was shown");
    assert!((rate.value - 0.8).abs() < 1e-9 && rate.low < 0.8 && rate.high < 1.0);
    let score = nps.score.as_ref().expect("has answers");
    assert_eq!((score.kind.as_str(), score.n), ("nps", 4));
    assert!((score.value - 25.0).abs() < 1e-9 && (score.mean - 7.25).abs() < 1e-9);
    assert_eq!(nps.distribution[10].count, 1);
    assert_eq!(nps.follow_ups[0].answered, 1);
    assert_eq!(nps.follow_ups[1].answered, 1);
    assert_eq!(nps.verbatims.len(), 1);
    let words = &nps.verbatims[0];
    assert_eq!(
        (words.text.as_str(), words.from.as_str()),
        ("came late", "follow_up")
    );
    assert_eq!(words.option.as_deref(), Some("2"));
    assert_eq!(
        (words.step.as_str(), words.device.as_str()),
        ("cart", "phone")
    );

    let [newest, older] = &results.prompts[1..] else {
        panic!("two versions of one prompt: {:?}", results.prompts);
    };
    assert_eq!(
        (newest.version, newest.state.as_str(), newest.answered),
        (2, "live", 0)
    );
    assert_eq!(
        (older.version, older.state.as_str(), older.answered),
        (1, "replaced", 1)
    );
    let options: Vec<(&str, i64)> = older
        .distribution
        .iter()
        .map(|option| (option.option.as_str(), option.count))
        .collect();
    assert_eq!(options, [("shipping", 0), ("price", 0), ("other", 1)]);
    assert_eq!(
        older.distribution[0].label.as_ref().expect("has one")["en"],
        "Shipping"
    );
    assert_eq!(older.verbatims[0].from, "other");

    let steps: Vec<(&str, i64)> = results
        .steps
        .iter()
        .map(|step| (step.step.as_str(), step.visitors))
        .collect();
    assert_eq!(steps, [("product", 1), ("cart", 2), ("wishlist", 1)]);
    let everything = serde_json::to_string(&results).expect("is JSON");
    assert!(
        !everything.contains("ann@shop.example"),
        "an address is in the results"
    );
}

#[actix_web::test]
async fn the_latest_fifty_words_are_shown_newest_first() {
    let console = Console::new();
    let events: Vec<_> = (1..=60)
        .map(|n| {
            let said = json!({"question": {"choice": "other", "other": n.to_string()}});
            let mut queued = sample::asking(n, n, "why", "answered", 1, said);
            if let Some(asking) = &mut queued.event.asking {
                asking.asked_at += i64::try_from(n).expect("is small");
            }
            queued
        })
        .collect();
    console.take(&events);
    let results = console.results().await;
    let words: Vec<String> = results.prompts[1]
        .verbatims
        .iter()
        .map(|words| words.text.clone())
        .collect();
    let expected: Vec<String> = (11..=60).rev().map(|n| n.to_string()).collect();
    assert_eq!(words, expected);
}

#[actix_web::test]
async fn a_failing_store_is_said_without_particulars() {
    let console = Console::new();
    let cookie = console.cookie().await;
    console
        .store
        .write_blocking::<_, StoreError>(|tx| tx.batch("UPDATE shops SET facts = 'spoiled'"))
        .expect("spoils");
    let request = TestRequest::get()
        .uri("/console/api/shops/pk_sample/results")
        .insert_header((header::COOKIE, cookie));
    let response = console.call(request).await;
    assert_eq!(response.status(), 500);
    let problem: serde_json::Value = read_body_json(response).await;
    assert_eq!(problem["code"], "internal");
    assert!(!problem["detail"].to_string().contains("spoiled"));
}
