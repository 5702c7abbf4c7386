//! The domain of Tillside: what a prompt is, when it may be asked, what an
//! answer is and how it is scored.
//!
//! Nothing here reads a clock, draws a random number, waits or does I/O: `now`
//! and the facts about the visitor come in as arguments, decisions and errors go
//! out as values. The same code runs in the shopper's browser, in the collector,
//! in the drain and in the console.
//!
//! A newcomer reads [`prompt`], then [`decide`], then [`answer`] and [`tally`].

pub mod answer;
#[cfg(feature = "serde")]
pub mod authoring;
pub mod book;
#[cfg(feature = "serde")]
pub mod check;
#[cfg(feature = "serde")]
pub mod console;
pub mod context;
pub mod decide;
pub mod difference;
pub mod event;
pub mod experiment;
pub mod explain;
pub mod fault;
pub mod find;
pub mod hash;
#[cfg(feature = "serde")]
pub mod install;
pub mod json;
#[cfg(feature = "serde")]
pub mod privacy;
pub mod prompt;
pub mod question;
pub mod redact;
#[cfg(feature = "serde")]
pub mod results;
pub mod sample_ratio;
pub mod score;
pub mod shop;
pub mod shuffle;
pub mod tally;
pub mod targeting;
pub mod text;
pub mod trigger;

/// Milliseconds since the Unix epoch.
pub type Millis = i64;

/// One day in milliseconds.
pub const DAY: Millis = 24 * 60 * 60 * 1000;
