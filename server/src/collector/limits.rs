//! How much one address, one visitor and one shop may send. Memory is bounded: visitors and addresses share a fixed number of slots. It does not see what is sent.

pub mod limit;

use super::doubts::{self, Watch};
use super::fleet::Fleet;
use super::sender;
use crate::config::{DoubtConfig, LimitConfig, Proxies, Rate};
use crate::errors::{Problem, RATE_LIMIT, RATE_LIMIT_POLICY, Wait};
use crate::ops::metrics::Metrics;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use governor::Quota;
use governor::state::keyed::HashMapStateStore;
use limit::{Left, Limit, Slots};
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use survey::Millis;
use survey::event::Doubt;

/// All limits of the collector. Build it once and share it between the workers.
pub struct Limits {
    address: Limit<u64, Slots>,
    visitor: Limit<u64, Slots>,
    shop: Limit<String, HashMapStateStore<String>>,
    /// What collectors that share a Redis count together.
    pub fleet: Fleet,
    /// What answers are watched for, and not refused.
    pub watch: Watch,
    /// What the limits of an address and of a visitor allow, as it is told with every answer.
    policy: HeaderValue,
    seed: RandomState,
    proxies: Proxies,
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits")
            .field("address", &self.address)
            .field("visitor", &self.visitor)
            .field("shop", &self.shop)
            .finish_non_exhaustive()
    }
}

impl Limits {
    /// Limits as configured, with nothing used up.
    pub fn new(config: &LimitConfig, doubts: DoubtConfig, proxies: Proxies) -> Self {
        Limits {
            address: Limit::new("address", quota(config.address), Slots::new(config.slots)),
            visitor: Limit::new("visitor", quota(config.visitor), Slots::new(config.slots)),
            shop: Limit::new("shop", quota(config.shop), HashMapStateStore::default()),
            fleet: Fleet::new(config.shop),
            watch: Watch::new(doubts, config.slots),
            policy: policy([("address", config.address), ("visitor", config.visitor)]),
            seed: RandomState::new(),
            proxies,
        }
    }

    /// The address that a request counts for.
    pub fn sender(&self, socket: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        sender::address(socket, headers, self.proxies)
    }

    /// Counts one request of an address, or its first event. IPv6 addresses count by
    /// their /64, because one household owns all of it.
    ///
    /// # Errors
    /// How long to wait.
    pub fn address(&self, address: IpAddr) -> Result<Option<Left>, Wait> {
        self.address.take(&self.network(address), 1)
    }

    /// Counts the events of a request beyond its first one, however good they are.
    ///
    /// # Errors
    /// How long to wait.
    pub fn more_of_address(&self, address: IpAddr, events: usize) -> Result<Option<Left>, Wait> {
        // The request itself was taken from the same burst, so this much can still pass.
        let most = self.address.burst().saturating_sub(1) as usize;
        let taken = self.address.take(&self.network(address), events.min(most));
        // The next try passes the gate first, which takes one more.
        taken.map_err(|wait| Wait {
            seconds: wait.seconds + 1,
            ..wait
        })
    }

    fn network(&self, address: IpAddr) -> u64 {
        self.seed.hash_one(network(address))
    }

    /// Counts an answer of an address to a prompt, and says whether it is one of too many.
    pub fn doubt(
        &self,
        address: IpAddr,
        (shop, prompt): (&str, &str),
        now: Millis,
    ) -> Option<Doubt> {
        if !doubts::tells_apart(address) {
            return None;
        }
        let key = self.seed.hash_one((self.network(address), shop, prompt));
        self.watch.too_many(key, now)
    }

    /// Counts events of a visitor of a shop that are let in.
    ///
    /// # Errors
    /// How long to wait.
    pub fn visitor(&self, shop: &str, visitor: &str, events: usize) -> Result<Option<Left>, Wait> {
        self.visitor
            .take(&self.seed.hash_one((shop, visitor)), events)
    }

    /// Counts events of a shop that are let in. Only call it with keys that the books
    /// know, so that the states stay as few as the shops.
    ///
    /// # Errors
    /// How long to wait.
    pub fn shop(&self, key: &str, events: usize) -> Result<(), Wait> {
        self.shop.take(&key.to_owned(), events).map(drop)
    }

    /// Writes what is left into an answer that does not say it yet, by the fields of the IETF
    /// draft. Of a shop nothing is told: how busy it is, is its own matter.
    pub fn tell(&self, headers: &mut HeaderMap, left: Option<Left>) {
        let Some(left) = left.filter(|_| !headers.contains_key(RATE_LIMIT)) else {
            return;
        };
        let Left {
            limit,
            events,
            seconds,
        } = left;
        let field = format!("\"{limit}\";r={events};t={seconds}");
        if let Ok(field) = HeaderValue::try_from(field) {
            headers.insert(RATE_LIMIT, field);
            headers.insert(RATE_LIMIT_POLICY, self.policy.clone());
        }
    }
}

/// What counts as one address: of IPv6 the /64, because one household owns all of it.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

/// A rate as a limiter knows it; `None` where it is switched off.
fn quota(rate: Rate) -> Option<Quota> {
    let burst = NonZeroU32::new(rate.burst).unwrap_or(NonZeroU32::MIN);
    let per_second = NonZeroU32::new(rate.per_second)?;
    Some(Quota::per_second(per_second).allow_burst(burst))
}

/// The policies of limits that are not switched off.
fn policy<const N: usize>(limits: [(&str, Rate); N]) -> HeaderValue {
    let on = limits.iter().filter(|(_, rate)| rate.per_second > 0);
    let policies: Vec<String> = on
        .map(|(name, rate)| format!("\"{name}\";q={};w={}", rate.burst, rate.window()))
        .collect();
    HeaderValue::try_from(policies.join(", ")).unwrap_or(HeaderValue::from_static(""))
}

/// Refuses an address that asks too often before any of its body is read, and tells the others
/// what they have left.
pub async fn address_gate<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let limits = request.app_data::<web::Data<Limits>>().cloned();
    let taken = limits.as_ref().and_then(|limits| {
        let address = limits.sender(request.peer_addr(), request.headers())?;
        limits.address(address).transpose()
    });
    let left = match taken.transpose() {
        Ok(left) => left,
        Err(wait) => {
            if let Some(metrics) = request.app_data::<web::Data<Metrics>>() {
                metrics.limited(wait.limit);
            }
            let refused = request.error_response(Problem::limited(wait));
            return Ok(refused.map_into_right_body());
        }
    };
    let mut response = next.call(request).await?;
    if let Some(limits) = limits {
        limits.tell(response.headers_mut(), left);
    }
    Ok(response.map_into_left_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(burst: u32) -> Limits {
        let rate = Rate {
            per_second: 1,
            burst,
        };
        let config = LimitConfig {
            address: rate,
            visitor: rate,
            shop: rate,
            slots: 65_536,
        };
        Limits::new(&config, DoubtConfig::default(), Proxies::default())
    }

    #[test]
    fn what_is_beyond_the_burst_has_to_wait() {
        let limits = limits(3);
        let none = Left {
            limit: "visitor",
            events: 0,
            seconds: 3,
        };
        assert_eq!(limits.visitor("pk_demo", "v", 3), Ok(Some(none)));
        let wait = limits.visitor("pk_demo", "v", 1).err();
        assert_eq!(
            wait,
            Some(Wait {
                limit: "visitor",
                seconds: 1,
                quota: 3,
                window: 3
            })
        );
        assert!(limits.visitor("pk_demo", "another", 1).is_ok());
        assert_eq!(limits.shop("pk_demo", 3), Ok(()));
        assert!(limits.shop("pk_demo", 1).is_err());
    }

    #[test]
    fn a_batch_above_the_burst_can_pass_when_nothing_was_used() {
        assert_eq!(limits(3).shop("pk_demo", 100), Ok(()));
    }

    #[test]
    fn a_batch_above_the_burst_of_its_address_passes_when_nothing_was_used() -> anyhow::Result<()> {
        let (limits, address) = (limits(3), "192.0.2.1".parse()?);
        assert!(limits.address(address).is_ok());
        assert!(limits.more_of_address(address, 99).is_ok());
        assert!(limits.address(address).is_err());
        // A burst of one lets every batch pass that the gate let pass.
        let narrow = self::limits(1);
        assert!(narrow.address(address).is_ok());
        assert!(narrow.more_of_address(address, 99).is_ok());
        Ok(())
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address_and_mapped_addresses_as_ipv4() -> anyhow::Result<()> {
        let limits = limits(1);
        assert!(limits.address("2001:db8::1".parse()?).is_ok());
        assert!(limits.address("2001:db8::ffff".parse()?).is_err());
        assert!(limits.address("2001:db8:0:1::1".parse()?).is_ok());
        assert!(limits.address("::ffff:192.0.2.1".parse()?).is_ok());
        assert!(limits.address("192.0.2.1".parse()?).is_err());
        Ok(())
    }

    #[test]
    fn a_rate_of_zero_switches_a_limit_off() {
        let rate = Rate {
            per_second: 0,
            burst: 0,
        };
        let off = Limit::new("shop", quota(rate), Slots::new(1));
        assert!((0..1000).all(|_| off.take(&7, 100).is_ok()));
    }
}
