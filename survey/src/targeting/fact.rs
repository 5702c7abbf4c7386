//! Facts that are compared with a list: those of the cart, as the shop's code told them
//! in the shapes of Google Analytics 4, and the country. Of the cart what came last
//! counts, fact by fact: the way of paying often comes in another event than the items.

use super::OneOf;
use crate::context::Context;
use crate::json::Json;
use crate::text::region;

/// The events that tell of the cart as it stands. Those of products and lists tell of
/// what is on offer, and those of adding and removing of one thing alone.
const TELLING: [&str; 5] = [
    "view_cart",
    "begin_checkout",
    "add_shipping_info",
    "add_payment_info",
    "purchase",
];

/// A fact that is compared with a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The country by ISO 3166. No more than a hint: it is the region of the browser's
    /// language, or of the page's where the browser's has none, not where the visitor
    /// is. Who has no region is in no country.
    Country,
    /// The id or the name of any of the items.
    Product,
    /// Any of the categories of any of the items.
    Category,
    /// How it is paid for.
    Payment,
    /// How it is sent.
    Shipping,
}

impl Fact {
    pub(super) fn is_among(self, list: &OneOf, context: &Context) -> bool {
        self.any(context, |value| list.has(value))
    }

    /// Whether any of its values is as wanted.
    pub(super) fn any(self, context: &Context, mut wanted: impl FnMut(&str) -> bool) -> bool {
        let mut is = |value: &Json| value.written().is_some_and(|text| wanted(&text));
        match self {
            Fact::Country => region(&context.browser_language)
                .or_else(|| region(&context.language))
                .is_some_and(wanted),
            Fact::Product => items(context)
                .any(|(name, value)| (name == "item_id" || name == "item_name") && is(value)),
            // There are five of them, numbered from the second on.
            Fact::Category => {
                items(context).any(|(name, value)| name.starts_with("item_category") && is(value))
            }
            Fact::Payment => told(context, "payment_type").is_some_and(is),
            Fact::Shipping => told(context, "shipping_tier").is_some_and(is),
        }
    }
}

/// Whether a coupon is used, for the cart or for any of its items.
pub(super) fn has_coupon(context: &Context) -> bool {
    let used = |coupon: &Json| match coupon {
        Json::String(code) => !code.is_empty(),
        Json::Array(codes) => !codes.is_empty(),
        other => other.as_number().is_some(),
    };
    told(context, "coupon").is_some_and(used)
        || items(context).any(|(name, value)| name == "coupon" && used(value))
}

/// A fact as it was told last.
fn told<'a>(context: &'a Context, name: &str) -> Option<&'a Json> {
    let of_event = |(event, told): (&str, &'a Json)| {
        let told = TELLING.contains(&event).then_some(told);
        told.and_then(|told| told.get(name))
    };
    let mut events = context.signals.events.iter().rev();
    let cart = context.cart.get(name);
    cart.or_else(|| events.find_map(of_event))
}

/// What is known of the items, all in one row.
fn items(context: &Context) -> impl Iterator<Item = &(String, Json)> {
    let items = match told(context, "items") {
        Some(Json::Array(items)) => items.as_slice(),
        _ => &[],
    };
    items.iter().flat_map(|item| match item {
        Json::Object(members) => members.as_slice(),
        _ => &[],
    })
}
