//! How much may be sent.

use super::Problems;

/// Options as typed.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Limits (a rate of 0 switches one off)")]
pub struct LimitArgs {
    /// Events per second of one address (IPv6: one /64), refused ones included, and each
    /// request at least as one; many shoppers may share one
    #[arg(
        long,
        env = "TILLSIDE_RATE_ADDRESS",
        value_name = "N",
        default_value = "200"
    )]
    rate_address: String,

    /// Events that one address may send at once
    #[arg(
        long,
        env = "TILLSIDE_BURST_ADDRESS",
        value_name = "N",
        default_value = "1000"
    )]
    burst_address: String,

    /// Accepted events per second of one visitor
    #[arg(
        long,
        env = "TILLSIDE_RATE_VISITOR",
        value_name = "N",
        default_value = "2"
    )]
    rate_visitor: String,

    /// Accepted events that one visitor may send at once
    #[arg(
        long,
        env = "TILLSIDE_BURST_VISITOR",
        value_name = "N",
        default_value = "200"
    )]
    burst_visitor: String,

    /// Accepted events per second of one shop, on all servers together that share a Redis
    #[arg(
        long,
        env = "TILLSIDE_RATE_SHOP",
        value_name = "N",
        default_value = "5000"
    )]
    rate_shop: String,

    /// Accepted events that one shop may send at once
    #[arg(
        long,
        env = "TILLSIDE_BURST_SHOP",
        value_name = "N",
        default_value = "20000"
    )]
    burst_shop: String,

    /// Counters that all addresses share, and all visitors; two in one counter share its limit
    #[arg(
        long,
        env = "TILLSIDE_RATE_SLOTS",
        value_name = "N",
        default_value = "65536"
    )]
    rate_slots: String,
}

/// How fast something may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// What comes back each second; 0 switches the limit off.
    pub per_second: u32,
    /// What can be used up at once.
    pub burst: u32,
}

impl Rate {
    /// Seconds in which all of the burst comes back, at least 1.
    pub fn window(self) -> u64 {
        u64::from(self.burst.div_ceil(self.per_second.max(1))).max(1)
    }
}

/// How much may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitConfig {
    /// Events of an address, refused ones included.
    pub address: Rate,
    /// Accepted events of a visitor.
    pub visitor: Rate,
    /// Accepted events of a shop.
    pub shop: Rate,
    /// Counters for addresses, and as many for visitors; 8 bytes each.
    pub slots: usize,
}

impl LimitArgs {
    pub(super) fn check(self, problems: &mut Problems) -> LimitConfig {
        let mut rate = |what: &str, per_second: &str, burst: &str| {
            let number = "a whole number";
            let rate = Rate {
                per_second: problems.read(&format!("--rate-{what}"), per_second, number, 0),
                burst: problems.read(&format!("--burst-{what}"), burst, number, 1),
            };
            if rate.per_second > 0 && rate.burst == 0 {
                problems.note(
                    &format!("--burst-{what}"),
                    "it must be at least 1, or nothing ever passes",
                );
            }
            rate
        };
        LimitConfig {
            address: rate("address", &self.rate_address, &self.burst_address),
            visitor: rate("visitor", &self.rate_visitor, &self.burst_visitor),
            shop: rate("shop", &self.rate_shop, &self.burst_shop),
            slots: problems.read("--rate-slots", &self.rate_slots, "a whole number", 65_536),
        }
    }
}
