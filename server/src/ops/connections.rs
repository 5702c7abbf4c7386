//! How many connections are open. What dawdles with its first request is sent away by actix, and so is what is idle, but nobody who dawdles with a later one; so only so many connections get to make a second.

use actix_web::dev::Extensions;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The connections of this process.
#[derive(Clone, Debug)]
pub struct Connections {
    open: Arc<AtomicUsize>,
    kept: usize,
}

/// One open connection, for as long as it is open.
#[derive(Debug)]
struct Open(Arc<AtomicUsize>);

impl Connections {
    /// None is open yet. While more than `kept` are, each is closed after its next answer.
    pub fn new(kept: usize) -> Self {
        Connections {
            open: Arc::default(),
            kept,
        }
    }

    /// Counts a connection until its data is dropped.
    pub fn opened(&self, data: &mut Extensions) {
        self.open.fetch_add(1, Ordering::Relaxed);
        data.insert(Open(Arc::clone(&self.open)));
    }

    /// Whether there are too many to keep them.
    pub fn are_many(&self) -> bool {
        self.open.load(Ordering::Relaxed) > self.kept
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
