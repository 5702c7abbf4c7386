//! The order in which choices are shown: uniform over all orders, "other" last.

use crate::hash::hash;
use crate::question::Choices;

/// The positions of the choices in the order in which they are shown. The same
/// `seed`, such as the id of the answer, gives the same order.
pub fn order(list: &Choices, seed: &str) -> Vec<usize> {
    let (mut order, last): (Vec<usize>, Vec<usize>) =
        (0..list.choices.len()).partition(|&index| !list.choices[index].other);
    if list.shuffle {
        let mut random = SplitMix::new(seed);
        // Fisher and Yates, in Durstenfeld's form.
        for end in (1..order.len()).rev() {
            let pick = random.below(end as u64 + 1);
            order.swap(end, pick);
        }
    }
    order.extend(last);
    order
}

/// SplitMix64 (Steele, Lea and Flood 2014), more than good enough for an order.
struct SplitMix(u64);

impl SplitMix {
    fn new(seed: &str) -> Self {
        SplitMix(u64::from(hash("order", seed)) << 32 | u64::from(hash("shuffle", seed)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`, each equally likely: what would favour the low
    /// numbers is drawn again.
    fn below(&mut self, limit: u64) -> usize {
        let fair = u64::MAX - u64::MAX % limit;
        loop {
            let drawn = self.next();
            if drawn < fair {
                #[expect(clippy::cast_possible_truncation, reason = "below a list's length")]
                return (drawn % limit) as usize;
            }
        }
    }
}
