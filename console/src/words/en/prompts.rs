//! English: prompts.

use crate::words::Prompts;

pub const WORDS: Prompts = Prompts {
    title: "Questions · {shop} · Tillside",
    heading: "Questions",
    new: "New question",
    none: "Nothing is asked yet.",
    none_means: "Choose a moment of the visit: every template is ready to be asked, in four languages.",
    first: "Choose the first question",
    order_means: "Of several questions whose moment has come, the upper one is asked.",
    would_show: "Would have shown",
    shown_today: "Shown today",
    answered_today: "Answered today",
    tests_today: &[
        ("one", "{n} test answer today"),
        ("other", "{n} test answers today"),
    ],
    has_draft: "Unpublished changes",
    asked: "Is asked",
    choose: "Which moment?",
    choose_means: "Each is a complete question in four languages. You can change everything before anybody sees it.",
    blank: "Begin with an empty question",
    take: "Use this",
};
