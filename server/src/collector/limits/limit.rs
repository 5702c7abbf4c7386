//! One limit: how much may pass at once and how soon more may. What counts against it is not decided here.

use crate::errors::Wait;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::KeyedStateStore;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};
use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;

/// A fixed number of states; keys that fall into the same slot share its limit.
/// Which ones do changes with every start, so nobody can aim at a slot.
pub struct Slots(Box<[InMemoryState]>);

impl Slots {
    /// So many states, with nothing used up.
    pub fn new(count: usize) -> Self {
        Slots(
            (0..count.max(1))
                .map(|_| InMemoryState::default())
                .collect(),
        )
    }
}

impl StateStore for Slots {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        // The remainder is below the length, which is a usize.
        let slot = (key % self.0.len() as u64) as usize;
        self.0[slot].measure_and_replace(&NotKeyed::NonKey, f)
    }
}

/// What a limit has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// What the limit is called.
    pub limit: &'static str,
    /// How many may still pass at once.
    pub events: u32,
    /// After how many seconds all of its burst may, rounded up.
    pub seconds: u64,
}

/// What a limit is called, how much it allows, and the states behind it.
pub struct Limit<K: Clone + Hash + Eq, S: StateStore<Key = K>> {
    name: &'static str,
    quota: Option<Quota>,
    limiter: Option<RateLimiter<K, S, DefaultClock, StateInformationMiddleware>>,
}

impl<K: Clone + Hash + Eq, S: StateStore<Key = K>> fmt::Debug for Limit<K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {:?}", self.name, self.quota)
    }
}

impl<K: Clone + Hash + Eq, S: KeyedStateStore<K>> Limit<K, S> {
    /// A limit with nothing used up; without a quota everything passes.
    pub fn new(name: &'static str, quota: Option<Quota>, states: S) -> Self {
        Limit {
            name,
            quota,
            limiter: quota.map(|quota| RateLimiter::new(quota, states, DefaultClock::default())),
        }
    }

    /// How much passes at once.
    pub fn burst(&self) -> u32 {
        self.quota.map_or(0, |quota| quota.burst_size().get())
    }

    /// Takes `count` from what the key has left, all or nothing, and says what is left then;
    /// `None` where there is no limit. A count above the burst takes the whole burst, because
    /// it could never pass otherwise.
    ///
    /// # Errors
    /// How long to wait.
    pub fn take(&self, key: &K, count: usize) -> Result<Option<Left>, Wait> {
        let (Some(limiter), Some(quota)) = (&self.limiter, self.quota) else {
            return Ok(None);
        };
        let burst = quota.burst_size().get();
        let count = u32::try_from(count).unwrap_or(u32::MAX).min(burst);
        let Some(count) = NonZeroU32::new(count) else {
            return Ok(None);
        };
        let not_yet = match limiter.check_key_n(key, count) {
            Ok(Err(not_yet)) => not_yet,
            Ok(Ok(state)) => {
                let events = state.remaining_burst_capacity();
                let used = quota.replenish_interval() * burst.saturating_sub(events);
                return Ok(Some(Left {
                    limit: self.name,
                    events,
                    seconds: used.as_millis().div_ceil(1_000) as u64,
                }));
            }
            Err(_) => return Ok(None),
        };
        let wait = not_yet.wait_time_from(DefaultClock::default().now());
        let window = quota.burst_size_replenished_in().as_secs_f64().ceil();
        Err(Wait {
            limit: self.name,
            seconds: wait.as_secs() + 1,
            quota: burst,
            window: (window as u64).max(1),
        })
    }
}
