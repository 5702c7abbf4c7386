//! Delivers durable entries in order, straight from the segment files with a bounded read-ahead. It never writes.

use super::segment::{self, Segment};
use super::{Claimed, Shared, frame};
use crate::queue::QueueError;
use frame::Parsed;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::time::{Duration, Instant};

/// How much is read from a file at once, and what one claim holds at most. Any frame fits in.
const READ_AHEAD: u64 = 512 * 1024;
/// How many entries may be out at the drain at once.
const MAX_CLAIMED: usize = 65_536;

/// Where an entry lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The segment, by its base.
    pub base: u64,
    /// Bytes from its beginning.
    pub offset: u64,
}

/// How far claims have come.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// Where the next frame is expected.
    pub place: Place,
    /// The number it should have.
    pub seq: u64,
}

/// Entries with their numbers. One that is damaged beyond reading comes with an empty
/// payload: it was accepted, so the drain has to give it a fate.
pub type Delivery = Vec<(u64, Vec<u8>)>;

/// Takes up to `max` entries from where the last claim ended.
pub fn claim(shared: &Shared, max: usize) -> Result<Delivery, QueueError> {
    let mut position = shared.position();
    let max = max.min(MAX_CLAIMED.saturating_sub(shared.claimed_count()));
    let mut delivery = Delivery::new();
    let mut budget = READ_AHEAD;
    // What was acknowledged out of order is stepped over without ending the claim early.
    while delivery.len() < max && (budget > 0 || delivery.is_empty()) {
        let Some((segment, end_seq)) = shared.segment_at(position.place.base) else {
            break;
        };
        if segment.base > position.place.base {
            // What we stood in was drained and removed.
            position.place = Place {
                base: segment.base,
                offset: 0,
            };
        }
        if position.place.offset >= segment.durable {
            lose(shared, end_seq, max, &mut position, &mut delivery);
            match shared.segment_after(segment.base) {
                Some(next) if position.seq >= end_seq => {
                    position.place = Place {
                        base: next.base,
                        offset: 0,
                    }
                }
                _ => break,
            }
            continue;
        }
        let bytes = read(shared, segment, position.place.offset, READ_AHEAD)?;
        budget = budget.saturating_sub(bytes.len() as u64);
        deliver(shared, segment, &bytes, max, &mut position, &mut delivery)?;
    }
    Ok(delivery)
}

/// Walks over the frames of one piece of a segment.
fn deliver(
    shared: &Shared,
    segment: Segment,
    bytes: &[u8],
    max: usize,
    position: &mut Position,
    delivery: &mut Delivery,
) -> Result<(), QueueError> {
    let mut at = 0;
    while at < bytes.len() && delivery.len() < max {
        match frame::parse(&bytes[at..]) {
            Parsed::Frame { seq, payload } => {
                lose(shared, seq, max, position, delivery);
                if seq >= position.seq {
                    if delivery.len() >= max {
                        // The lost ones before it took the room; it comes with the next claim.
                        return Ok(());
                    }
                    position.seq = seq + 1;
                    if shared.take(seq, position.place) {
                        delivery.push((seq, payload.to_vec()));
                    }
                }
                let length = frame::length(payload.len());
                at += length;
                position.place.offset += length as u64;
            }
            // The rest of the frame is in the next piece.
            Parsed::Partial if at > 0 => return Ok(()),
            Parsed::Partial | Parsed::Damaged => {
                let skipped = skip_damage(shared, segment, position.place.offset)?;
                position.place.offset += skipped;
                return Ok(());
            }
        }
    }
    Ok(())
}

/// How many bytes to step over: to the next intact frame or to the end.
fn skip_damage(shared: &Shared, segment: Segment, offset: u64) -> Result<u64, QueueError> {
    let rest = read(shared, segment, offset, u64::MAX)?;
    tracing::error!(
        segment = segment.base,
        offset,
        "a damaged entry of the embedded queue is skipped"
    );
    Ok(frame::resync(&rest).unwrap_or(rest.len()) as u64)
}

/// Hands out the numbers up to `until`, whose entries cannot be read, as far as there is
/// room. Those that were acknowledged long ago need nothing more.
fn lose(shared: &Shared, until: u64, max: usize, position: &mut Position, delivery: &mut Delivery) {
    let before = delivery.len();
    while position.seq < until && delivery.len() < max {
        if shared.take(position.seq, position.place) {
            delivery.push((position.seq, Vec::new()));
        }
        position.seq += 1;
    }
    let entries = delivery.len() - before;
    if entries > 0 {
        tracing::error!(
            entries,
            "entries of the embedded queue are damaged and cannot be read; they become dead letters"
        );
    }
}

/// Takes over entries that were claimed long enough ago, and reads them again.
pub fn reclaim(shared: &Shared, min_idle: Duration, max: usize) -> Result<Delivery, QueueError> {
    let mut delivery = Delivery::new();
    let mut budget = READ_AHEAD;
    for (seq, Claimed { place, .. }) in shared.idle(min_idle, max) {
        let Some((segment, _)) = shared.segment_at(place.base) else {
            continue;
        };
        let want = (frame::HEADER + frame::MAX_PAYLOAD) as u64;
        let bytes = match segment.base == place.base {
            true => read(shared, segment, place.offset, want)?,
            false => continue,
        };
        let payload = match frame::parse(&bytes) {
            Parsed::Frame {
                seq: found,
                payload,
            } if found == seq => payload.to_vec(),
            // It is damaged; what stands in its place may be another entry.
            _ => Vec::new(),
        };
        budget = budget.saturating_sub(payload.len() as u64);
        delivery.push((seq, payload));
        shared.claimed_again(seq, Instant::now());
        if budget == 0 {
            break;
        }
    }
    Ok(delivery)
}

/// Reads a piece of the durable part of a segment.
fn read(shared: &Shared, segment: Segment, offset: u64, max: u64) -> Result<Vec<u8>, QueueError> {
    let len = segment.durable.saturating_sub(offset).min(max);
    let mut bytes = vec![0; usize::try_from(len).unwrap_or(usize::MAX)];
    let file = File::open(segment::path(&shared.dir, segment.base)).map_err(unreadable)?;
    file.read_exact_at(&mut bytes, offset).map_err(unreadable)?;
    Ok(bytes)
}

fn unreadable(error: io::Error) -> QueueError {
    QueueError::Unavailable(error.to_string())
}
