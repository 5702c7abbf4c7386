//! Every address of the server, in one place, and what each handler may use. What happens behind an address is written at its handler.

use crate::books::Books;
use crate::collector::{
    assets, blocked, body, book, console_files, customers, events, forget, limits, loader,
    sightings,
};
use crate::config::ListenConfig;
use crate::console_api;
use crate::errors::{Code, EXPOSED, Problem};
use crate::ledger::Ledger;
use crate::mail::Mailer;
use crate::notices::Post;
use crate::ops::{health, metrics, openapi};
use crate::queue::Queue;
use crate::queue::appender::Appender;
use crate::store::Store;
use crate::token::TokenKeys;
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, header};
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::{HttpResponse, ResponseError, Route, web};
use std::path::PathBuf;

/// Everything that requests need; one entry per dependency, shared by all workers.
#[derive(Clone)]
pub(crate) struct Dependencies {
    pub books: web::Data<Books>,
    pub tokens: web::Data<TokenKeys>,
    pub limits: web::Data<limits::Limits>,
    pub ledger: web::Data<Ledger>,
    pub sightings: web::Data<sightings::Sightings>,
    pub queue: web::Data<Queue>,
    pub metrics: web::Data<metrics::Metrics>,
    pub assets: web::Data<assets::Assets>,
    pub store: web::Data<Store>,
    pub listen: web::Data<ListenConfig>,
    pub tries: web::Data<console_api::limits::Tries>,
    /// Where mails can be sent.
    pub mailer: Option<web::Data<Mailer>>,
    pub post: web::Data<Post>,
    pub exports: web::Data<console_api::export::Exports>,
    pub listeners: web::Data<console_api::live::Listeners>,
    pub demo: Option<PathBuf>,
    /// Whether what is counted is told where shoppers ask too.
    pub counts_are_public: bool,
}

/// What `/metrics` needs.
#[derive(Clone)]
pub(crate) struct Counts {
    pub queue: web::Data<Queue>,
    pub metrics: web::Data<metrics::Metrics>,
    pub store: web::Data<Store>,
}

impl Dependencies {
    /// What `/metrics` needs of them.
    pub fn counts(&self) -> Counts {
        Counts {
            queue: self.queue.clone(),
            metrics: self.metrics.clone(),
            store: self.store.clone(),
        }
    }
}

/// Adds what operators ask at an address of their own.
pub(crate) fn configure_operation(app: &mut web::ServiceConfig, counts: Counts) {
    app.app_data(counts.queue)
        .app_data(counts.metrics)
        .app_data(counts.store)
        .service(web::resource("/metrics").get(metrics::metrics))
        .service(healthz())
        .default_service(web::to(nothing_here));
}

fn healthz() -> actix_web::Resource {
    web::resource("/healthz")
        .get(health::healthz)
        .head(health::healthz)
}

/// Adds all of them. Every worker calls this for itself and has an appender of its own, so that
/// its requests wake no other thread one by one.
pub(crate) fn configure(app: &mut web::ServiceConfig, dependencies: Dependencies) {
    let queue = dependencies.queue.clone().into_inner();
    app.app_data(web::Data::new(Appender::new(queue)))
        .app_data(dependencies.books)
        .app_data(dependencies.tokens)
        .app_data(dependencies.limits)
        .app_data(dependencies.ledger)
        .app_data(dependencies.sightings)
        .app_data(dependencies.queue)
        .app_data(dependencies.metrics)
        .app_data(dependencies.assets)
        .app_data(dependencies.store)
        .app_data(dependencies.listen)
        .app_data(dependencies.tries)
        .app_data(dependencies.post)
        .app_data(dependencies.exports)
        .app_data(dependencies.listeners);
    if let Some(mailer) = dependencies.mailer {
        app.app_data(mailer);
    }

    // What shoppers' browsers ask, from any origin. Addresses are tried in this order, and
    // events come most often.
    app.service(
        web::resource("/v1/shops/{key}/events")
            .wrap(from_fn(limits::address_gate))
            .wrap(from_any_origin())
            .post(events::events)
            .route(web::method(Method::OPTIONS).to(body::preflight))
            .default_service(only("POST, OPTIONS")),
    );
    app.service(
        web::resource("/s/{file}")
            .wrap(from_any_origin())
            .get(loader::loader)
            .head(loader::loader)
            .default_service(only("GET, HEAD")),
    );
    app.service(
        web::resource("/v1/shops/{key}/book")
            .wrap(from_any_origin())
            .get(book::book)
            .head(book::book)
            .default_service(only("GET, HEAD")),
    );
    app.service(
        web::resource("/v1/shops/{key}/forget")
            .wrap(from_fn(limits::address_gate))
            .wrap(from_any_origin())
            .post(forget::forget)
            .route(web::method(Method::OPTIONS).to(body::preflight))
            .default_service(only("POST, OPTIONS")),
    );
    app.service(
        web::resource("/v1/shops/{key}/testers")
            .wrap(from_fn(limits::address_gate))
            .wrap(from_any_origin())
            .post(console_api::testers::tester)
            .route(web::method(Method::OPTIONS).to(body::preflight))
            .default_service(only("POST, OPTIONS")),
    );
    app.service(
        web::resource("/v1/shops/{key}/customers/{hash}")
            .wrap(from_fn(limits::address_gate))
            .wrap(from_any_origin())
            .get(customers::customer)
            .default_service(only("GET")),
    );
    app.service(
        web::resource("/v1/shops/{key}/blocked")
            .wrap(from_fn(limits::address_gate))
            .wrap(from_any_origin())
            .get(blocked::blocked)
            .default_service(only("GET")),
    );
    app.service(
        web::resource("/assets/{file}")
            .wrap(from_any_origin())
            .get(assets::asset)
            .head(assets::asset)
            .default_service(only("GET, HEAD")),
    );

    // What operators ask.
    app.service(healthz());
    app.service(
        web::resource("/readyz")
            .get(health::readyz)
            .head(health::readyz),
    );
    if dependencies.counts_are_public {
        app.service(web::resource("/metrics").get(metrics::metrics));
    }
    app.service(
        web::resource("/openapi.json")
            .wrap(from_any_origin())
            .get(openapi::openapi),
    );

    // What marketers ask: the API before the files, which answer everything below.
    app.configure(console_api::configure);
    app.service(web::resource("/console").get(console_files::with_slash));
    app.service(
        web::resource("/console/{path:.*}")
            .get(console_files::file)
            .head(console_files::file),
    );

    if let Some(demo) = dependencies.demo {
        app.service(
            actix_files::Files::new("/demo", demo)
                .index_file("index.html")
                .redirect_to_slash_directory()
                .prefer_utf8(true),
        );
    }
    app.default_service(web::to(nothing_here));
}

/// Responses that scripts of every origin may read.
fn from_any_origin() -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .add((header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED))
}

/// Answers methods that an address does not have, and says which it has.
fn only(methods: &'static str) -> Route {
    web::to(move || async move {
        let detail = format!("This address answers {methods}.");
        let mut response = Problem::new(Code::MethodNotAllowed, detail).error_response();
        let methods = HeaderValue::from_static(methods);
        response.headers_mut().insert(header::ALLOW, methods);
        response
    })
}

async fn nothing_here() -> Result<HttpResponse, Problem> {
    Err(Problem::new(
        Code::NotFound,
        "Nothing is here; /openapi.json of the collector lists what there is.",
    ))
}
