//! What happens in the shop in these ninety days, and what is hidden in the answers for those
//! who look. Days are counted from the first of the ninety, which is day 0; today is day 90.

use survey::context::Device;

use super::words::{Lang, Theme};

/// How many days lie before today.
pub const DAYS: i64 = 90;

/// The day on which free delivery from €50 came, before which there was none below €100. Of those
/// who hesitate at the cart, far fewer name delivery costs from then on.
pub const FREE_DELIVERY: i64 = 55;

/// The day on which the question after the order got its second wording, and its second version.
pub const NEW_WORDING: i64 = 46;

/// The day on which the question on the product page came, in two wordings, of which `offer` is
/// answered more often than `plain`: by 16 of 100 in place of 10.
pub const DOUBT_FROM: i64 = 12;
/// The day on which it was paused again.
pub const DOUBT_UNTIL: i64 = 84;

/// The day on which the question where buyers have heard of the shop was paused, and the one after
/// the effort of ordering came in its place. Its two wordings are answered equally often.
pub const EFFORT_FROM: i64 = 62;

/// The days of a newsletter: half as many visits again.
const NEWSLETTER: [i64; 3] = [69, 70, 71];

/// One day of the story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Day {
    /// Which of the ninety.
    pub number: i64,
    /// The UTC day, in days since 1970-01-01.
    pub date: i64,
}

impl Day {
    /// Saturday and Sunday bring more visits, and less content ones.
    pub fn is_weekend(self) -> bool {
        // 1970-01-01 was a Thursday.
        matches!((self.date + 4).rem_euclid(7), 0 | 6)
    }

    /// Whether delivery is free from €50.
    pub fn is_delivery_free(self) -> bool {
        self.number >= FREE_DELIVERY
    }

    /// How many times as many visits come as on the average weekday.
    pub fn traffic(self) -> f64 {
        let grown = 0.85 + 0.3 * self.number as f64 / DAYS as f64;
        let weekend = if self.is_weekend() { 1.4 } else { 1.0 };
        let newsletter = NEWSLETTER.contains(&self.number);
        grown * weekend * if newsletter { 1.5 } else { 1.0 }
    }
}

/// How many of those who come to the checkout order. On a phone far more of them leave.
pub(super) fn orders(device: Device) -> f64 {
    match device {
        Device::Desktop => 0.74,
        Device::Tablet => 0.66,
        Device::Phone => 0.5,
    }
}

/// How many of those who are asked answer.
pub(super) fn answers(prompt: &str, variant: Option<&str>, device: Device) -> f64 {
    let usual = match (prompt, variant) {
        ("product-doubt", Some("offer")) => 0.16,
        ("product-doubt", _) => 0.1,
        ("cart-hesitation", _) => 0.28,
        ("checkout-trouble", _) => 0.2,
        ("heard-about-us", _) => 0.44,
        ("order-nps", _) => 0.5,
        ("checkout-effort", _) => 0.42,
        _ => 0.7,
    };
    match device {
        Device::Phone if prompt != "product-doubt" => usual * 0.95,
        _ => usual,
    }
}

/// What keeps people at the cart from ordering. The more is in it, the more often they are not
/// sure enough to spend it.
pub(super) fn at_the_cart(day: Day, value: f64) -> [(&'static str, f64); 6] {
    let shipping = match (day.is_delivery_free(), value < 50.0) {
        (false, _) => 38.0,
        (true, true) => 19.0,
        (true, false) => 3.0,
    };
    let unsure = match value {
        v if v < 50.0 => 7.0,
        v if v < 100.0 => 12.0,
        v if v < 250.0 => 28.0,
        _ => 60.0,
    };
    [
        ("shipping", shipping),
        ("price", 19.0),
        ("delivery-time", 12.0),
        ("not-sure", unsure),
        ("just-looking", 23.0),
        ("other", 11.0),
    ]
}

/// What does not work at the checkout. Who reads Arabic misses ways of paying far more often.
pub(super) fn at_the_checkout(lang: Lang, device: Device) -> [(&'static str, f64); 6] {
    [
        ("payment", if lang == Lang::Ar { 58.0 } else { 15.0 }),
        ("address", if lang == Lang::Th { 22.0 } else { 13.0 }),
        ("coupon", 17.0),
        (
            "page-error",
            if device == Device::Phone { 14.0 } else { 7.0 },
        ),
        ("fine", 30.0),
        ("other", 9.0),
    ]
}

/// How likely buyers recommend the shop, with weights for 0 to 10.
pub(super) fn recommending(day: Day, lang: Lang) -> Vec<(u8, f64)> {
    let mut promoting = if day.is_weekend() { 43.0 } else { 55.0 };
    let mut grumbling = if day.is_weekend() { 28.0 } else { 18.0 };
    if day.is_delivery_free() {
        promoting += 4.0;
        grumbling -= 3.0;
    }
    if lang == Lang::Ar {
        grumbling += 6.0;
    }
    let between = 100.0 - promoting - grumbling;
    let parts = |whole: f64, parts: &[(u8, f64)]| -> Vec<(u8, f64)> {
        parts
            .iter()
            .map(|(score, part)| (*score, whole * part))
            .collect()
    };
    let mut weights = parts(
        grumbling,
        &[
            (0, 0.09),
            (1, 0.05),
            (2, 0.07),
            (3, 0.11),
            (4, 0.13),
            (5, 0.26),
            (6, 0.29),
        ],
    );
    weights.extend(parts(between, &[(7, 0.4), (8, 0.6)]));
    weights.extend(parts(promoting, &[(9, 0.38), (10, 0.62)]));
    weights
}

/// What buyers who do not promote the shop write about.
pub(super) fn wishes(day: Day, lang: Lang, device: Device) -> Vec<(Theme, f64)> {
    let payment = if lang == Lang::Ar { 34.0 } else { 9.0 };
    vec![
        (
            Theme::DeliveryCost,
            if day.is_delivery_free() { 5.0 } else { 24.0 },
        ),
        (Theme::DeliveryTime, 15.0),
        (Theme::Payment, payment),
        (
            Theme::SlowPage,
            if device == Device::Phone { 13.0 } else { 5.0 },
        ),
        (Theme::Sizes, 11.0),
        (Theme::Choice, 11.0),
        (Theme::Coupon, 8.0),
        (Theme::Price, 8.0),
        (Theme::Returns, 6.0),
        (Theme::Address, 5.0),
        (Theme::Packing, 4.0),
    ]
}
