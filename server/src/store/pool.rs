//! Connections that are open, lent to one thread at a time.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::StoreError;
use super::connection::Connection;

/// Connections of one kind.
#[derive(Debug)]
pub struct Pool {
    state: Mutex<State>,
    back: Condvar,
    /// The most that are open at once; whoever wants one more waits.
    most: usize,
    /// How many are kept while nobody wants them.
    keep: usize,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Connection>,
    lent: usize,
}

/// One of the places of a pool, given back when it is dropped.
struct Place<'a>(&'a Pool);

impl Pool {
    /// A pool without any connection yet.
    pub fn new(most: usize, keep: usize) -> Self {
        Self {
            state: Mutex::default(),
            back: Condvar::new(),
            most,
            keep,
        }
    }

    /// Lends a connection that is idle, or a new one. If `work` panics it is closed, which
    /// takes back what was not committed.
    ///
    /// # Errors
    /// If a new one cannot be opened, or the error of `work`.
    pub fn lend<T, E: From<StoreError>>(
        &self,
        open: impl FnOnce() -> Result<Connection, StoreError>,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let _place = self.take();
        let idle = self.state().idle.pop();
        let connection = match idle.filter(|connection| !connection.is_lost()) {
            Some(connection) => connection,
            None => open()?,
        };
        let done = work(&connection);
        self.put_back(connection);
        done
    }

    /// Keeps a connection that was opened elsewhere.
    pub fn put_back(&self, connection: Connection) {
        let mut state = self.state();
        if state.idle.len() < self.keep && !connection.is_lost() {
            state.idle.push(connection);
        }
    }

    fn take(&self) -> Place<'_> {
        let mut state = self
            .back
            .wait_while(self.state(), |state| state.lent >= self.most)
            .unwrap_or_else(PoisonError::into_inner);
        state.lent += 1;
        Place(self)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic is done while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.state().lent -= 1;
        self.0.back.notify_one();
    }
}
