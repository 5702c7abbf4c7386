//! Every address below `/console/api`, with the least that somebody must be to ask it. The
//! table leads requests to their handlers, and a test tries each line with everybody.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{Resource, Route, web};
use survey::console::Role;

use super::prompts::{arrange, draft, explain, file, forecast, list, publish};
use super::{
    answers, cases, check, coupons, export, facts, guard, history, invitations, journey, live, me,
    members, notices, previews, report, resets, results, setup, shops, sign_in, templates,
    test_visits, woocommerce,
};

/// The least that somebody must be to ask something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// Anybody at all, as often as [`super::limits::Tries`] allow.
    Anybody,
    /// Whoever is signed in.
    SignedIn,
    /// A person, and no operator.
    Person,
    /// Somebody with at least this role in the shop of the address. To others there is no
    /// such shop.
    In(Role),
    /// Somebody who follows up on cases in the shop of the address: see [`Role::follows_up`].
    FollowUp,
    /// Owner of every shop.
    Administrator,
    /// Whoever came by a link of the server.
    Operator,
}

/// One address and one method.
#[derive(Debug)]
pub struct Row {
    /// The method.
    pub method: Method,
    /// Below `/console/api`.
    pub path: &'static str,
    /// Who may.
    pub least: Least,
    handler: fn() -> Route,
}

macro_rules! table {
    ($($method:ident $path:literal $least:expr => $handler:expr;)*) => {
        /// All of them.
        pub static TABLE: &[Row] = &[$(Row {
            method: Method::$method,
            path: $path,
            least: $least,
            handler: || web::to($handler),
        },)*];
    };
}

const ANYBODY: Least = Least::Anybody;
const SIGNED_IN: Least = Least::SignedIn;
const SUPPORT: Least = Least::In(Role::Support);
const ANALYST: Least = Least::In(Role::Analyst);
const OWNER: Least = Least::In(Role::Owner);
const EDITOR: Least = Least::In(Role::Editor);

table! {
    POST "/sign-in" ANYBODY => sign_in::sign_in;
    POST "/sign-out" SIGNED_IN => sign_in::sign_out;
    POST "/sign-out-everywhere" SIGNED_IN => sign_in::sign_out_everywhere;
    POST "/setup" Least::Operator => setup::setup;
    GET "/me" SIGNED_IN => me::me;
    PUT "/me" Least::Person => me::change;
    PUT "/me/password" Least::Person => me::change_password;
    POST "/resets" ANYBODY => resets::ask;
    POST "/reset" ANYBODY => resets::reset;
    GET "/invitations/{code}" ANYBODY => invitations::look;
    POST "/invitations/{code}" ANYBODY => invitations::accept;
    GET "/shops" SIGNED_IN => shops::list;
    POST "/shops" Least::Administrator => shops::create;
    GET "/shops/{key}/facts" ANALYST => facts::facts;
    PUT "/shops/{key}/facts" OWNER => facts::change;
    GET "/shops/{key}/people" OWNER => members::list;
    PUT "/shops/{key}/people/{id}" OWNER => members::change;
    DELETE "/shops/{key}/people/{id}" OWNER => members::remove;
    POST "/shops/{key}/people/{id}/reset-link" OWNER => members::reset_link;
    GET "/shops/{key}/invitations" OWNER => invitations::list;
    POST "/shops/{key}/invitations" OWNER => invitations::invite;
    DELETE "/shops/{key}/invitations/{id}" OWNER => invitations::withdraw;
    GET "/shops/{key}/history" OWNER => history::page;
    GET "/shops/{key}/notices" ANALYST => notices::list;
    POST "/shops/{key}/notices" EDITOR => notices::add;
    PUT "/shops/{key}/notices/{id}" EDITOR => notices::change;
    DELETE "/shops/{key}/notices/{id}" EDITOR => notices::remove;
    POST "/shops/{key}/notices/{id}/try" EDITOR => notices::try_out;
    PUT "/shops/{key}/digest" ANALYST => notices::digest::put;
    GET "/shops/{key}/check" ANALYST => check::check;
    GET "/shops/{key}/woocommerce.zip" ANALYST => woocommerce::plugin;
    POST "/shops/{key}/test-visits" ANALYST => test_visits::test_visit;
    POST "/shops/{key}/previews" EDITOR => previews::preview;
    GET "/shops/{key}/prompts" ANALYST => list::list;
    PUT "/shops/{key}/prompts" EDITOR => arrange::order;
    POST "/shops/{key}/prompts" EDITOR => arrange::create;
    GET "/shops/{key}/prompts.json" ANALYST => file::export;
    POST "/shops/{key}/prompts.json" EDITOR => file::import;
    GET "/shops/{key}/prompts/{prompt}" ANALYST => list::page;
    DELETE "/shops/{key}/prompts/{prompt}" EDITOR => arrange::delete;
    PUT "/shops/{key}/prompts/{prompt}/draft" EDITOR => draft::save;
    DELETE "/shops/{key}/prompts/{prompt}/draft" EDITOR => draft::discard;
    POST "/shops/{key}/prompts/{prompt}/publish" EDITOR => publish::publish;
    POST "/shops/{key}/prompts/{prompt}/state" EDITOR => publish::state;
    GET "/shops/{key}/prompts/{prompt}/versions/{version}" ANALYST => list::version;
    POST "/shops/{key}/prompts/{prompt}/versions/{version}/restore" EDITOR => publish::restore;
    POST "/shops/{key}/prompts/{prompt}/forecast" ANALYST => forecast::forecast;
    POST "/shops/{key}/prompts/{prompt}/explain" ANALYST => explain::explain;
    GET "/shops/{key}/coupons" ANALYST => coupons::list;
    POST "/shops/{key}/coupons/{pool}" EDITOR => coupons::add;
    GET "/templates" SIGNED_IN => templates::list;
    GET "/shops/{key}/results" ANALYST => results::results;
    GET "/shops/{key}/journey" ANALYST => journey::journey;
    GET "/shops/{key}/live" ANALYST => live::live;
    GET "/shops/{key}/prompts/{prompt}/results" ANALYST => report::report;
    GET "/shops/{key}/prompts/{prompt}/export.csv" ANALYST => export::csv;
    GET "/shops/{key}/prompts/{prompt}/export.xlsx" ANALYST => export::xlsx;
    GET "/shops/{key}/answers" ANALYST => answers::page;
    PUT "/shops/{key}/answers/{answer}/star" EDITOR => answers::notes::star;
    PUT "/shops/{key}/answers/{answer}/tags" EDITOR => answers::notes::tags;
    PUT "/shops/{key}/answers/{answer}/test" EDITOR => answers::notes::test;
    GET "/shops/{key}/cases" SUPPORT => cases::list::page;
    GET "/shops/{key}/cases/{answer}" SUPPORT => cases::one;
    POST "/shops/{key}/cases/{answer}" EDITOR => cases::change::open;
    PUT "/shops/{key}/cases/{answer}" Least::FollowUp => cases::change::change;
    POST "/shops/{key}/cases/{answer}/notes" Least::FollowUp => cases::change::note;
}

/// One resource for each address, so that a method that it does not have gets a 405.
pub(super) fn resources() -> impl Iterator<Item = Resource> {
    let mut paths: Vec<&str> = TABLE.iter().map(|row| row.path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths.into_iter().map(|path| {
        let rows = TABLE.iter().filter(|row| row.path == path);
        let largest = match path {
            path if path.ends_with(".json") => Some(file::LARGEST),
            path if path.ends_with("{pool}") => Some(coupons::LARGEST),
            _ => None,
        };
        let resource = largest
            .into_iter()
            .fold(web::resource(path), |resource, largest| {
                resource.app_data(web::PayloadConfig::new(largest))
            });
        rows.fold(resource, |resource, row| {
            let least = row.least;
            let guarded = from_fn(move |request, next| guard::guard(least, request, next));
            let route = (row.handler)().method(row.method.clone());
            resource.route(route.wrap(guarded))
        })
    })
}
