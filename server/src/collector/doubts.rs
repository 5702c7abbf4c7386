//! What makes an answer doubtful at the door: it is there too soon, or too many come from one
//! network. Nobody is refused for it. Memory is bounded, and no address is kept.

use crate::config::DoubtConfig;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use survey::Millis;
use survey::event::{Doubt, Event, EventKind};

const MINUTE: Millis = 60_000;

/// Watches the answers that come in.
#[derive(Debug)]
pub struct Watch {
    config: DoubtConfig,
    /// Networks and prompts that fall into the same slot share its count.
    slots: Box<[AtomicU64]>,
}

impl Watch {
    /// Nothing has come in yet; `slots` counters, 8 bytes each.
    pub fn new(config: DoubtConfig, slots: usize) -> Self {
        Watch {
            config,
            slots: (0..slots.max(1)).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Whether an answer was given sooner than anybody can read the question, by the clock of
    /// its own browser: look before that is corrected. One from before the question was shown
    /// is of a clock that was set meanwhile, and tells nothing.
    pub fn too_fast(&self, event: &Event) -> Option<Doubt> {
        let asked_at = event.asking.as_ref()?.asked_at;
        let took = event.occurred_at.checked_sub(asked_at)?;
        let is_fast = (0..i64::from(self.config.faster_than)).contains(&took);
        (event.kind == EventKind::Answered && is_fast).then_some(Doubt::Fast)
    }

    /// Counts an answer of a network to a prompt, which `key` stands for. Whether it is one of
    /// more in the last minute than people give.
    pub fn too_many(&self, key: u64, now: Millis) -> Option<Doubt> {
        if self.config.more_than == 0 {
            return None;
        }
        // The remainder is below the length, which is a usize.
        let slot = &self.slots[(key % self.slots.len() as u64) as usize];
        let mut counted = Minute::default();
        let count = |packed| {
            counted = Minute::unpack(packed).one_more(now);
            Some(counted.pack())
        };
        let _ = slot.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count);
        (counted.in_the_last(now) > self.config.more_than).then_some(Doubt::Burst)
    }
}

/// Whether somebody behind this address may be told from others by it. One of the machine
/// itself or of a private network is that of a proxy, and everybody may be behind it.
pub fn tells_apart(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => !(v4.is_loopback() || v4.is_private() || v4.is_link_local()),
        IpAddr::V6(v6) => !(v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local()),
    }
}

/// How many came in one minute and in the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Minute {
    /// Which minute, since some moment.
    number: u32,
    before: u16,
    here: u16,
}

impl Minute {
    fn unpack(packed: u64) -> Self {
        Minute {
            number: (packed >> 32) as u32,
            before: (packed >> 16) as u16,
            here: packed as u16,
        }
    }

    fn pack(self) -> u64 {
        u64::from(self.number) << 32 | u64::from(self.before) << 16 | u64::from(self.here)
    }

    fn one_more(self, now: Millis) -> Self {
        let number = now.div_euclid(MINUTE) as u32;
        let (before, here) = match number.wrapping_sub(self.number) {
            0 => (self.before, self.here),
            1 => (self.here, 0),
            _ => (0, 0),
        };
        Minute {
            number,
            before,
            here: here.saturating_add(1),
        }
    }

    /// About how many came in the 60 seconds until now: those of this minute, and of the one
    /// before as large a part as still lies within.
    fn in_the_last(self, now: Millis) -> u32 {
        let left = MINUTE - now.rem_euclid(MINUTE);
        let before = i64::from(self.before) * left / MINUTE;
        u32::from(self.here).saturating_add(u32::try_from(before).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use survey::event::{Asking, Facts};

    const NOON: Millis = 20_000 * survey::DAY;

    fn watch() -> Watch {
        let config = DoubtConfig {
            faster_than: 300,
            more_than: 60,
        };
        Watch::new(config, 1_024)
    }

    fn after(took: Millis, kind: EventKind) -> Event {
        Event {
            id: String::new(),
            kind,
            occurred_at: NOON + took,
            token: None,
            visitor: None,
            context: Facts::default(),
            asking: Some(Asking {
                prompt: String::new(),
                version: 1,
                variant: None,
                answer: String::new(),
                seq: 1,
                asked_at: NOON,
                values: None,
            }),
        }
    }

    #[test]
    fn an_answer_within_the_time_that_reading_takes_is_doubted() {
        let watch = watch();
        let of = |took| watch.too_fast(&after(took, EventKind::Answered));
        assert_eq!([0, 1, 299].map(of), [Some(Doubt::Fast); 3]);
        assert_eq!([300, 5_000, -1, Millis::MAX - NOON].map(of), [None; 4]);
        assert_eq!(watch.too_fast(&after(1, EventKind::Dismissed)), None);
        let mut strange = after(0, EventKind::Answered);
        strange.occurred_at = Millis::MIN;
        assert_eq!(watch.too_fast(&strange), None);
    }

    #[test]
    fn more_in_a_minute_than_people_give_are_doubted_as_long_as_it_goes_on() {
        let watch = watch();
        let burst = |from: Millis, n: i64| {
            let doubted = |at: &i64| watch.too_many(7, NOON + from + at).is_some();
            (0..n).filter(doubted).count()
        };
        assert_eq!(burst(0, 60), 0);
        assert_eq!(burst(100, 500), 500);
        // It has gone on over the turn of the minute, and is over a while later.
        assert_eq!(burst(MINUTE, 10), 10);
        assert_eq!(burst(3 * MINUTE, 60), 0);
        // Another network is not held to it, nor is anybody by a slower pace.
        assert_eq!(watch.too_many(8, NOON + 200), None);
        let slow = (0..600).filter(|n| watch.too_many(9, NOON + n * 1_100).is_some());
        assert_eq!(slow.count(), 0);
    }

    #[test]
    fn a_bound_of_zero_doubts_nobody() {
        let config = DoubtConfig {
            faster_than: 0,
            more_than: 0,
        };
        let watch = Watch::new(config, 0);
        assert_eq!(watch.too_fast(&after(0, EventKind::Answered)), None);
        assert!((0..1_000).all(|_| watch.too_many(7, NOON).is_none()));
    }

    #[test]
    fn a_count_is_the_same_when_packed_and_never_wraps() {
        let minute = Minute {
            number: u32::MAX,
            before: 3,
            here: u16::MAX,
        };
        assert_eq!(Minute::unpack(minute.pack()), minute);
        let now = i64::from(u32::MAX) * MINUTE;
        assert_eq!(minute.one_more(now).here, u16::MAX);
    }

    #[test]
    fn nobody_is_told_apart_by_the_address_of_a_proxy_close_by() -> anyhow::Result<()> {
        for (address, tells) in [
            ("203.0.113.7", true),
            ("2001:db8::1", true),
            ("127.0.0.1", false),
            ("::ffff:10.0.0.1", false),
            ("192.168.1.1", false),
            ("fd00::1", false),
            ("fe80::1", false),
            ("::1", false),
        ] {
            assert_eq!(tells_apart(address.parse()?), tells, "{address}");
        }
        Ok(())
    }
}
