//! How one entry lies in a segment file: magic, length, sequence number, checksum, payload. It touches no files.

/// Bytes before each payload.
pub const HEADER: usize = 20;
/// The largest payload taken; far above an event, far below a segment.
pub const MAX_PAYLOAD: usize = 256 * 1024;
/// Begins each frame, so that reading can go on behind a damaged one.
const MAGIC: [u8; 4] = *b"TSQ\x01";

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed<'a> {
    /// A whole, intact frame.
    Frame {
        /// Its sequence number.
        seq: u64,
        /// What was pushed.
        payload: &'a [u8],
    },
    /// The beginning of a frame; more bytes are needed to judge it.
    Partial,
    /// Not a frame, or one whose checksum is wrong.
    Damaged,
}

/// The whole length of a frame with a payload of this many bytes.
pub fn length(payload: usize) -> usize {
    HEADER + payload
}

/// Appends the frame of one entry.
pub fn write(buffer: &mut Vec<u8>, seq: u64, payload: &[u8]) {
    // Payloads are checked against MAX_PAYLOAD before they get here, so the length fits.
    let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    buffer.extend_from_slice(&MAGIC);
    buffer.extend_from_slice(&len.to_le_bytes());
    buffer.extend_from_slice(&seq.to_le_bytes());
    buffer.extend_from_slice(&checksum(len, seq, payload).to_le_bytes());
    buffer.extend_from_slice(payload);
}

/// Reads what stands at the beginning of `bytes`.
pub fn parse(bytes: &[u8]) -> Parsed<'_> {
    let Some((header, rest)) = bytes.split_first_chunk::<HEADER>() else {
        return if bytes.starts_with(&MAGIC[..bytes.len().min(4)]) {
            Parsed::Partial
        } else {
            Parsed::Damaged
        };
    };
    let [m0, m1, m2, m3, l0, l1, l2, l3, seq @ .., c0, c1, c2, c3] = *header;
    let len = u32::from_le_bytes([l0, l1, l2, l3]);
    let seq = u64::from_le_bytes(seq);
    if [m0, m1, m2, m3] != MAGIC || len as usize > MAX_PAYLOAD {
        return Parsed::Damaged;
    }
    match rest.get(..len as usize) {
        None => Parsed::Partial,
        Some(payload) if checksum(len, seq, payload) == u32::from_le_bytes([c0, c1, c2, c3]) => {
            Parsed::Frame { seq, payload }
        }
        Some(_) => Parsed::Damaged,
    }
}

/// Where behind a damaged beginning the next intact frame starts, if any does.
pub fn resync(bytes: &[u8]) -> Option<usize> {
    (1..bytes.len())
        .filter(|at| bytes[*at..].starts_with(&MAGIC))
        .find(|at| matches!(parse(&bytes[*at..]), Parsed::Frame { .. }))
}

/// The checksum covers length and number too: a frame moved or cut is not taken for another.
fn checksum(len: u32, seq: u64, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&len.to_le_bytes());
    hasher.update(&seq.to_le_bytes());
    hasher.update(payload);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_frame_reads_back_as_it_was_written(seq: u64, payload in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut bytes = Vec::new();
            write(&mut bytes, seq, &payload);
            prop_assert_eq!(bytes.len(), length(payload.len()));
            prop_assert_eq!(parse(&bytes), Parsed::Frame { seq, payload: &payload });
        }

        #[test]
        fn a_cut_frame_is_never_taken_for_a_whole_one(payload in prop::collection::vec(any::<u8>(), 1..300), cut in 0usize..320) {
            let mut bytes = Vec::new();
            write(&mut bytes, 7, &payload);
            bytes.truncate(cut.min(bytes.len() - 1));
            prop_assert_eq!(parse(&bytes), Parsed::Partial);
        }

        #[test]
        fn one_flipped_bit_is_noticed(payload in prop::collection::vec(any::<u8>(), 1..300), at: prop::sample::Index, bit in 0u8..8) {
            let mut bytes = Vec::new();
            write(&mut bytes, 7, &payload);
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            let intact = matches!(parse(&bytes), Parsed::Frame { .. });
            prop_assert!(!intact);
        }
    }

    #[test]
    fn reading_goes_on_behind_a_damaged_frame() {
        let mut bytes = Vec::new();
        write(&mut bytes, 1, b"first");
        let second = bytes.len();
        write(&mut bytes, 2, b"second");
        bytes[HEADER] ^= 0xff;
        assert_eq!(parse(&bytes), Parsed::Damaged);
        assert_eq!(resync(&bytes), Some(second));
        assert_eq!(resync(&bytes[second..]), None);
    }

    #[test]
    fn zeros_from_a_lost_write_are_no_frame() {
        assert_eq!(parse(&[0; 64]), Parsed::Damaged);
    }
}
