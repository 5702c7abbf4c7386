//! What operators ask the server: is it alive, is it ready, what did it count, what does it offer.

pub mod check;
pub mod connections;
pub mod health;
pub mod logs;
pub mod metrics;
pub mod openapi;
pub mod requests;
#[cfg(feature = "otlp")]
pub mod traces;
