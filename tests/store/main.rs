//! The contract of the store and of the drain into it, held to both kinds: a file on disk and a
//! real PostgreSQL. What a batch of events means is not tested here; see the drain's `fold`.

mod access;
mod cases;
mod dead_letters;
mod doubts;
mod drafts;
mod drain;
mod erasure;
mod filter;
mod history;
mod import;
mod ninety_days;
mod place;
mod postgres;
mod retention;
#[path = "../../server/src/sample.rs"]
mod sample;
mod several;
mod sqlite;
mod test_answers;
mod work;
