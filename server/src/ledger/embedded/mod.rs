//! The ledger in one file of this process, held in memory and durable after a power cut. It is opened beside the embedded queue, whose lock keeps other processes out.

mod log;
mod state;

use super::marks::Mark;
use super::{Claim, Claimed, Customer, LedgerError};
use crate::group;
use log::Log;
use state::State;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// How many jobs may wait for the thread before those who ask wait too.
const WAITING_JOBS: usize = 4096;

/// What the thread is asked to do: it looks at the state, changes it, and returns how to
/// answer once the change is durable, or is known not to be.
type Job = Box<dyn FnOnce(&mut State) -> Answer + Send>;
type Answer = Box<dyn FnOnce(Result<(), LedgerError>) + Send>;

/// The open ledger. Dropping it finishes what was asked.
#[derive(Debug)]
pub struct EmbeddedLedger {
    jobs: Option<mpsc::Sender<Job>>,
    keeper: Option<JoinHandle<()>>,
}

impl EmbeddedLedger {
    /// Opens the file, or begins one.
    ///
    /// # Errors
    /// [`LedgerError::Misconfigured`] if it cannot be read or written; the text says what to do.
    pub fn open(file: &Path) -> Result<Self, LedgerError> {
        let explain = |error: io::Error| {
            LedgerError::Misconfigured(format!(
                "the ledger {} cannot be opened: {error}; check the directory and its permissions",
                file.display()
            ))
        };
        let keeper = Keeper {
            file: file.to_owned(),
            open: Some(Log::open(file).map_err(explain)?),
        };
        let (jobs, waiting) = mpsc::channel(WAITING_JOBS);
        let keeper = std::thread::Builder::new()
            .name("ledger".into())
            .spawn(move || keeper.run(waiting))
            .map_err(explain)?;
        Ok(EmbeddedLedger {
            jobs: Some(jobs),
            keeper: Some(keeper),
        })
    }

    pub(super) async fn stock(
        &self,
        shop: &str,
        pool: &str,
        codes: Vec<String>,
    ) -> Result<usize, LedgerError> {
        let (shop, pool) = (shop.to_owned(), pool.to_owned());
        self.ask(move |state| state.stock(shop, pool, codes)).await
    }

    pub(super) async fn claim(&self, claim: Claim) -> Result<Claimed, LedgerError> {
        self.ask(move |state| state.claim(claim)).await
    }

    pub(super) async fn mark(
        &self,
        customer: Customer,
        marks: Vec<Mark>,
    ) -> Result<(), LedgerError> {
        self.ask(move |state| state.mark(customer, marks)).await
    }

    pub(super) async fn marks(&self, customer: Customer) -> Result<Vec<Mark>, LedgerError> {
        self.ask(move |state| state.marks(&customer)).await
    }

    pub(super) async fn forget(&self, customer: Customer) -> Result<(), LedgerError> {
        self.ask(move |state| state.forget(customer)).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut State) -> T + Send + 'static,
    ) -> Result<T, LedgerError> {
        let gone = || LedgerError::Unavailable("its file could not be written".into());
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |state| {
            let result = work(state);
            Box::new(move |durable| {
                // Who has gone away asks again and gets the same.
                let _gone = tell.send(durable.map(|()| result));
            })
        });
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).await.map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }
}

impl Drop for EmbeddedLedger {
    fn drop(&mut self) {
        // Without senders the thread finishes what waits and ends.
        self.jobs = None;
        if let Some(keeper) = self.keeper.take()
            && keeper.join().is_err()
        {
            tracing::error!("the ledger's thread failed");
        }
    }
}

/// The one thread that reads and writes: it takes all waiting jobs, writes what they
/// changed at once, syncs once, and then answers them all.
struct Keeper {
    file: PathBuf,
    /// The file and what it says; `None` after a failure, until it could be read again.
    open: Option<(Log, State)>,
}

impl Keeper {
    fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        while let Some(group) = group::next(&mut jobs) {
            if let Err(error) = self.turn(group) {
                tracing::error!(%error, "the ledger could not be written; what needs it is refused");
                // What is in memory and not on disk never happened.
                self.open = None;
            }
        }
    }

    /// Carries out a group of jobs. Those that are dropped unasked are told by that.
    fn turn(&mut self, group: Vec<Job>) -> io::Result<()> {
        if self.open.is_none() {
            self.open = Some(Log::open(&self.file)?);
        }
        let Some((log, state)) = &mut self.open else {
            return Ok(());
        };
        let answers: Vec<Answer> = group.into_iter().map(|job| job(state)).collect();
        let written = log.write(state);
        let durable = written
            .as_ref()
            .map_err(|error| LedgerError::Unavailable(error.to_string()))
            .copied();
        for answer in answers {
            answer(durable.clone());
        }
        written?;
        log.compact(state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn what_could_not_be_written_never_happened() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("ledger");
        let mut keeper = Keeper {
            file: file.clone(),
            open: None,
        };
        let claimed = Arc::new(Mutex::new(Vec::new()));
        let claim = |keeper: &mut Keeper, answer: &str| {
            let claim = Claim::new("pk_one", "thanks", "why", answer, None, None);
            let told = Arc::clone(&claimed);
            let job: Job = Box::new(move |state| {
                let claimed = state.claim(claim);
                Box::new(move |durable| {
                    let told = told.lock();
                    told.expect("no panic before")
                        .push(durable.map(|()| claimed.code).ok());
                })
            });
            let turned = keeper.turn(vec![job]);
            if turned.is_err() {
                keeper.open = None;
            }
            turned.is_ok()
        };
        let stock: Job = Box::new(|state| {
            state.stock(
                "pk_one".into(),
                "thanks".into(),
                vec!["A".into(), "B".into()],
            );
            Box::new(|_| {})
        });
        keeper.turn(vec![stock])?;
        assert!(claim(&mut keeper, "first"));
        // From here on nothing can be written to the file that is open.
        if let Some((log, _)) = &mut keeper.open {
            log.file = std::fs::File::open(&file)?;
        }
        assert!(!claim(&mut keeper, "lost"));
        assert!(claim(&mut keeper, "second"));
        let code = |code: &str| Some(Some(code.to_owned()));
        let told = claimed.lock().expect("no panic before");
        assert_eq!(*told, [code("A"), None, code("B")]);
        Ok(())
    }
}
