//! The server of Tillside: the collector, the drain, the store and the console's API in
//! one crate. What a prompt is and how it is scored lives in `survey`, not here.
//!
//! # One request from end to end
//!
//! A shopper taps an answer. The loader on the page posts a batch of events:
//!
//! 1. `routes` leads `POST /v1/shops/{key}/events` to its handler; every request
//!    passes the log line and the error shape of [`ops::requests`].
//! 2. [`collector::limits::address_gate`] refuses an address that asks too often,
//!    before any of the body is read.
//! 3. [`collector::events`] reads the body (at most 64 KiB, within 10 s), parses it and
//!    checks the batch; finds the shop in the [`books::Snapshot`]; checks the page's
//!    [`collector::origin`].
//! 4. Each event is decoded, its book [`token`] verified, its values checked against the
//!    very version of the prompt that was asked, its times corrected by
//!    [`collector::clock`], its free text redacted, and its queue entry written.
//! 5. The good events are counted for their visitors, all of them for the address, and the
//!    good ones for the shop, which the others cannot use up.
//!    Where the reply to an answer hands out a coupon, [`collector::exact`] claims a code
//!    in the [`ledger`]; other events do not touch it. Then one push to the [`queue`] for
//!    all of them. When it returns, they are durable, and
//!    [`collector::sightings`] notes their steps for the installation check.
//!
//! **Now, and not before, the response says `accepted`.** A refusal carries a code of the
//! table in [`errors`]; the browser's outbox decides by it what to keep.
//!
//! 6. The [`drain`] claims the entry, folds the batch to the newest snapshot of each
//!    answer, and writes answers, numbers and fates to the [`store`] in one transaction.
//! 7. Only after that commit it acknowledges the entry, and the queue forgets it. If the
//!    process dies in between, the entry comes again and changes nothing.
//! 8. The console reads the numbers through [`console_api`].
//!
//! The way back: [`import`] writes a shop to the store, [`publish`] notices the new book
//! version and hands an immutable snapshot to [`books`], which [`collector::book`] and
//! [`collector::loader`] send to browsers. The collector never asks the store; its copy of
//! the books is on local disk too. [`coupons`] go from the store to the ledger alike.
//! A draft needs none of this: it travels in the address of its [`preview`].

mod acme;
pub mod backup;
pub mod books;
pub mod collector;
pub mod config;
pub mod console_api;
pub mod coupons;
pub mod dead_letters;
pub mod drain;
pub mod errors;
pub mod export;
mod group;
pub mod import;
pub mod ledger;
mod lines;
pub mod mail;
pub mod ninety_days;
pub mod notices;
pub mod ops;
pub mod preview;
pub mod publish;
pub mod queue;
mod routes;
#[cfg(test)]
mod sample;
pub mod startup;
mod steady;
pub mod store;
pub mod strings;
pub mod tester;
pub mod token;
pub mod webhook;
