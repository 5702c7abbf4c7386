//! What the writer thread and the claiming tasks both know: segments, acknowledgements, and what is out at the drain. It does no I/O.

use super::acks::Acked;
use super::ages::Ages;
use super::reader::{Place, Position};
use super::segment::Segment;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// An entry that was handed out and is not yet acknowledged.
#[derive(Clone, Copy, Debug)]
pub struct Claimed {
    /// Where to read it again.
    pub place: Place,
    /// When it was last handed out.
    pub at: Instant,
}

#[derive(Debug)]
struct State {
    segments: Vec<Segment>,
    acked: Acked,
    next_seq: u64,
    claimed: BTreeMap<u64, Claimed>,
    ages: Ages,
}

/// The shared knowledge; every method holds the lock only for a moment.
#[derive(Debug)]
pub struct Shared {
    /// The queue's directory.
    pub dir: PathBuf,
    state: Mutex<State>,
    /// Held during a claim, so that claims come one after the other.
    position: Mutex<Position>,
    appended: Notify,
}

impl Shared {
    /// The state right after opening; `segments` is not empty.
    pub fn new(dir: &Path, segments: Vec<Segment>, acked: Acked, next_seq: u64) -> Self {
        let first = segments.first().map_or(next_seq, |segment| segment.base);
        let position = Position {
            place: Place {
                base: first,
                offset: 0,
            },
            // If the files before the first one went missing, their numbers count as lost.
            seq: first.min(acked.cursor()),
        };
        let mut ages = Ages::default();
        // What an earlier process left is as old as this one, at least.
        ages.came(first, Instant::now());
        Shared {
            dir: dir.to_owned(),
            state: Mutex::new(State {
                segments,
                acked,
                next_seq,
                claimed: BTreeMap::new(),
                ages,
            }),
            position: Mutex::new(position),
            appended: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here can panic half-way, so a poisoned lock still guards whole data.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where claiming goes on; holding the guard keeps other claims waiting.
    pub fn position(&self) -> MutexGuard<'_, Position> {
        self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Entries that are not acknowledged.
    pub fn depth(&self) -> u64 {
        let state = self.state();
        state.acked.missing_below(state.next_seq)
    }

    /// How long the oldest entry has waited, counted from the start of this process at most;
    /// `None` where none waits.
    pub fn oldest(&self) -> Option<Duration> {
        let mut state = self.state();
        let lowest = state.acked.cursor();
        (lowest < state.next_seq).then(|| state.ages.of(lowest, Instant::now()))
    }

    /// Bytes of the segments that still hold waiting entries.
    pub fn used(&self) -> u64 {
        let state = self.state();
        match state.acked.missing_below(state.next_seq) {
            0 => 0,
            _ => state.segments.iter().map(|segment| segment.durable).sum(),
        }
    }

    /// The acknowledgements as they are now.
    pub fn acked(&self) -> Acked {
        self.state().acked.clone()
    }

    /// Whether the entry exists and is not acknowledged.
    pub fn is_waiting(&self, seq: u64) -> bool {
        let state = self.state();
        seq < state.next_seq && !state.acked.contains(seq)
    }

    /// The newest segment has grown, durably.
    pub fn appended(&self, active: Segment, next_seq: u64) {
        let mut state = self.state();
        if let Some(last) = state.segments.last_mut() {
            *last = active;
        }
        let first = std::mem::replace(&mut state.next_seq, next_seq);
        if state.acked.cursor() == first {
            // Nothing waited, so nothing is as old as what came before.
            state.ages = Ages::default();
        }
        state.ages.came(first, Instant::now());
        drop(state);
        self.appended.notify_one();
    }

    /// A new segment was begun.
    pub fn began(&self, active: Segment) {
        self.state().segments.push(active);
    }

    /// Entries are durably acknowledged; returns the segments that can go.
    pub fn acknowledged(&self, ranges: &[Range<u64>]) -> Vec<Segment> {
        let mut state = self.state();
        for range in ranges {
            state.acked.add(range.clone());
            for seq in range.clone() {
                state.claimed.remove(&seq);
            }
        }
        drop(state);
        self.take_done()
    }

    /// Takes the wholly acknowledged segments off the list; the newest always stays.
    pub fn take_done(&self) -> Vec<Segment> {
        let mut state = self.state();
        let cursor = state.acked.cursor();
        let done = state
            .segments
            .windows(2)
            .take_while(|pair| pair[1].base <= cursor)
            .count();
        state.segments.drain(..done).collect()
    }

    /// The segment of this base, or the next that still exists, and the number after its last entry.
    pub fn segment_at(&self, base: u64) -> Option<(Segment, u64)> {
        let state = self.state();
        let at = state.segments.iter().position(|s| s.base >= base)?;
        let end = state
            .segments
            .get(at + 1)
            .map_or(state.next_seq, |s| s.base);
        Some((state.segments[at], end))
    }

    /// The segment that follows.
    pub fn segment_after(&self, base: u64) -> Option<Segment> {
        self.state()
            .segments
            .iter()
            .find(|s| s.base > base)
            .copied()
    }

    /// Notes that an entry is handed out, unless it is acknowledged already.
    pub fn take(&self, seq: u64, place: Place) -> bool {
        let mut state = self.state();
        if state.acked.contains(seq) {
            return false;
        }
        let at = Instant::now();
        state.claimed.insert(seq, Claimed { place, at });
        true
    }

    /// How many entries are out.
    pub fn claimed_count(&self) -> usize {
        self.state().claimed.len()
    }

    /// Entries that are out for at least this long, oldest first.
    pub fn idle(&self, min_idle: Duration, max: usize) -> Vec<(u64, Claimed)> {
        let now = Instant::now();
        let state = self.state();
        let idle = |claimed: &Claimed| now.duration_since(claimed.at) >= min_idle;
        let found = state.claimed.iter().filter(|(_, claimed)| idle(claimed));
        found
            .take(max)
            .map(|(seq, claimed)| (*seq, *claimed))
            .collect()
    }

    /// An entry was handed out once more.
    pub fn claimed_again(&self, seq: u64, at: Instant) {
        if let Some(claimed) = self.state().claimed.get_mut(&seq) {
            claimed.at = at;
        }
    }

    /// Waits until something was appended; may also return when there is nothing.
    pub async fn something_to_claim(&self) {
        self.appended.notified().await;
    }
}
