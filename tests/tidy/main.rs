//! The layout of the repository: what must be absent stays absent. It reads sources and judges no behaviour.

mod dependencies;
mod files;
mod refusals;
mod sources;
mod words;
