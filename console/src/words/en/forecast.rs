//! English: who would see a question.

use crate::words::{Empty, Forecast};

pub const WORDS: Forecast = Forecast {
    who: "Who would see this?",
    at_most: &[
        ("one", "At most {n} visitor a day"),
        ("other", "At most {n} visitors a day"),
    ],
    about: &[
        ("one", "About {n} visitor a day"),
        ("other", "About {n} visitors a day"),
    ],
    hardly: "Less than one visitor a day",
    nobody_fits: "None of those who came",
    reached: "Visitors a day at its steps",
    shares: &[
        ("sampling", "In the share that is asked"),
        ("holdout", "Not left out for comparison"),
        ("targeting", "Fit the conditions"),
    ],
    rests_on: &[
        ("one", "Counted over {n} day of visits."),
        ("other", "Counted over {n} days of visits."),
    ],
    not_known: "Cannot be known from visits to the steps, and leaves fewer:",
    not_whole: "The number comes back when moment and conditions are whole.",
    nobody: Empty {
        what: "Nobody has been seen in the shop yet.",
        next: "Put the tag on its pages. As soon as visitors come, their number appears here.",
    },
    nobody_here: Empty {
        what: "Nobody came to these steps.",
        next: "Choose others under “When it is asked”, or let the shop tell of these.",
    },
    install: "To the installation",
    rules: &[
        ("step", "the step"),
        ("sampling", "the share that is asked"),
        ("answered", "an earlier answer"),
        ("cap", "how often it is asked"),
        ("quiet", "the pause between questions"),
        ("schedule", "its schedule"),
        ("trigger", "its moment on the page"),
        ("order", "questions above it"),
        ("url", "the address"),
        ("referrer", "where they came from"),
        ("device", "the device"),
        ("language", "the language"),
        ("country", "the country"),
        ("visitor", "new or returning"),
        ("visits", "the number of visits"),
        ("cart_value", "the cart's value"),
        ("cart_items", "the items in the cart"),
        ("cart_product", "a product in the cart"),
        ("cart_category", "a category in the cart"),
        ("coupon", "a coupon"),
        ("payment", "the way of paying"),
        ("shipping", "the way of sending"),
        ("steps_seen", "the steps before"),
        ("added_to_cart", "what was added to the cart"),
        ("utm", "the campaign"),
        ("attribute", "what the shop says"),
        ("any", "a choice of conditions"),
    ],
};
