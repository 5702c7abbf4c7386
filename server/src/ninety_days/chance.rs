//! Draws that are the same for everybody and for ever: SplitMix64 (Steele, Lea and Flood 2014)
//! on integers and plain arithmetic, so that no machine rounds another way.

/// A row of draws.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The row of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// At least 0 and less than 1.
    pub fn part(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number from `from` until before `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.part() * (to - from) as f64) as i64
    }

    /// True with this probability.
    pub fn is(&mut self, probability: f64) -> bool {
        self.part() < probability
    }

    /// One of a list that is not empty.
    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[(self.part() * list.len() as f64) as usize]
    }

    /// One of a list that is not empty, each as often as its weight says.
    pub fn weighed<T: Copy>(&mut self, list: &[(T, f64)]) -> T {
        let sum: f64 = list.iter().map(|(_, weight)| weight).sum();
        let mut point = self.part() * sum;
        for (one, weight) in list {
            if point < *weight {
                return *one;
            }
            point -= weight;
        }
        list[list.len() - 1].0
    }
}
