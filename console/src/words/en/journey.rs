//! English: the journey.

use crate::words::{Empty, Journey};

pub const WORDS: Journey = Journey {
    title: "Journey · {shop} · Tillside",
    heading: "Where visitors go on, and where they leave",
    means: "Each visitor counts once a day at each step. Beside a step stands what was answered there. Days begin and end in UTC.",
    visitors: &[("one", "{n} visitor"), ("other", "{n} visitors")],
    go_on: "{share} went on to: {step}",
    left: &[("one", "{n} left here"), ("other", "{n} left here")],
    enter: "More at the next step than here: some enter the shop there.",
    said: "What they answered here",
    nothing_said: "Nobody has answered anything here on these days.",
    ask_here: "Ask something here",
    none: Empty {
        what: "No step was reached on these days.",
        next: "Choose more days, or look in the installation whether the tag is on your pages.",
    },
};
