//! Group commit: what came in while a thread was at its disk is worked on together, so that
//! many pay for one flush. What is worked on, and how, is the thread's own.

use tokio::sync::mpsc::Receiver;

/// The most that is worked on together.
const MOST: usize = 1024;

/// Waits for a job and takes along those that are there already; `None` when every sender is
/// gone and nothing is left.
pub(crate) fn next<T>(jobs: &mut Receiver<T>) -> Option<Vec<T>> {
    let mut group = vec![jobs.blocking_recv()?];
    while group.len() < MOST {
        match jobs.try_recv() {
            Ok(job) => group.push(job),
            Err(_) => break,
        }
    }
    Some(group)
}
