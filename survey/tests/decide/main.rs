//! Decisions: what is asked at a moment, and what stops the rest.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cart;
mod event;
mod explained;
mod moment;
mod refused;
mod rules;
mod schedule;
mod visitor;
