//! Rules on what the shop's code told of the cart.

use crate::moment::{decides, moment};
use serde_json::{Value, json};
use survey::context::{Context, Events};
use survey::json::Json;

fn told(value: Value) -> Json {
    serde_json::from_value(value).unwrap()
}

/// A moment with a cart and with events since the step, the last one last.
fn with(cart: Value, events: Value) -> Context {
    let mut context = moment();
    context.cart = told(cart);
    context.signals.events = Events(told(events));
    context
}

fn two_items() -> Value {
    json!({"value": 60, "items": [
        {"item_id": 4711, "item_name": "Blue Mug", "item_category": "Kitchen", "item_category3": "Mugs"},
        {"item_id": "T-1", "item_name": "Teapot", "coupon": ""},
    ]})
}

#[test]
fn any_item_may_be_the_product_by_id_or_name_in_any_case() {
    let cart = with(two_items(), json!([]));
    decides(r#"{"cart_product":["x","t-1"]}"#, &cart, true);
    decides(r#"{"cart_product":["blue mug"]}"#, &cart, true);
    decides(r#"{"cart_product":["4711"]}"#, &cart, true);
    decides(r#"{"cart_product":["Mug","Kitchen"]}"#, &cart, false);
    decides(r#"{"cart_product":["T-1"]}"#, &moment(), false);
}

#[test]
fn any_of_the_five_categories_counts() {
    let cart = with(two_items(), json!([]));
    decides(r#"{"cart_category":["kitchen"]}"#, &cart, true);
    decides(r#"{"cart_category":["MUGS"]}"#, &cart, true);
    decides(r#"{"cart_category":["Teapot"]}"#, &cart, false);
}

#[test]
fn a_coupon_is_the_carts_or_an_items() {
    let of_cart = |coupon: Value| with(json!({"coupon": coupon}), json!([]));
    for (coupon, used) in [
        (json!("SPRING"), true),
        (json!(["SPRING"]), true),
        (json!(""), false),
        (json!([]), false),
        (json!(null), false),
        (json!({}), false),
    ] {
        decides(r#"{"coupon":true}"#, &of_cart(coupon.clone()), used);
        decides(r#"{"coupon":false}"#, &of_cart(coupon), !used);
    }
    let of_item = with(json!({"items": [{}, {"coupon": "MUG10"}]}), json!([]));
    decides(r#"{"coupon":true}"#, &of_item, true);
    decides(r#"{"coupon":true}"#, &with(two_items(), json!([])), false);
}

#[test]
fn what_came_in_different_events_is_known_together() {
    let events = json!([
        ["begin_checkout", two_items()],
        ["add_shipping_info", {"shipping_tier": "Ground"}],
        ["add_payment_info", {"payment_type": "Card"}],
    ]);
    // The last event is also what the loader hands over as the cart.
    let context = with(json!({"payment_type": "Card"}), events);
    decides(r#"{"payment":["paypal","card"]}"#, &context, true);
    decides(r#"{"shipping":["ground"]}"#, &context, true);
    decides(r#"{"cart_product":["Teapot"]}"#, &context, true);
    decides(r#"{"payment":["Ground"]}"#, &context, false);
    decides(r#"{"shipping":["Express"]}"#, &context, false);
}

#[test]
fn what_came_last_counts() {
    let paying = |how: &str| json!(["add_payment_info", {"payment_type": how}]);
    let context = with(json!({}), json!([paying("Invoice"), paying("Card")]));
    decides(r#"{"payment":["Card"]}"#, &context, true);
    decides(r#"{"payment":["Invoice"]}"#, &context, false);
    let context = with(json!({"items": 2}), json!([["view_cart", two_items()]]));
    decides(r#"{"cart_product":["Teapot"]}"#, &context, false);
}

#[test]
fn what_is_on_offer_is_not_in_the_cart() {
    for name in [
        "view_item",
        "view_item_list",
        "add_to_cart",
        "remove_from_cart",
    ] {
        let context = with(json!(null), json!([[name, two_items()]]));
        decides(r#"{"cart_product":["Teapot"]}"#, &context, false);
    }
}
