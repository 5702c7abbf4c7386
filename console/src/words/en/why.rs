//! English: why a question is not shown.

use crate::words::Why;

pub const WORDS: Why = Why {
    title: "Why is it not shown? · {prompt} · Tillside",
    means: "Describe a moment in the shop. The shop's pages decide by the very same rules.",
    moment: "The moment",
    more: "What happened before",
    by_address: "as the address says",
    fields: &[
        ("url", "Address of the page"),
        ("step", "Step"),
        ("device", "Device"),
        ("language", "Language of the page"),
        ("visitor", "Visitor"),
        ("value", "Value of the cart"),
        ("currency", "Currency, such as EUR"),
        ("items", "Items in the cart"),
        ("seconds", "Seconds on this step"),
        ("scroll", "Percent of the page read"),
        ("inactive", "Seconds without activity"),
        ("visits", "Visits so far"),
        ("times", "Times it was shown to them"),
        ("answered", "They answered it"),
        ("added", "They added something to the cart"),
        ("exit_intent", "They are about to leave"),
        ("form_error", "A field of a form is wrong"),
    ],
    stands: &[
        (
            "draft",
            "It was never published, so nobody is asked. If it were live:",
        ),
        (
            "paused",
            "It is paused, so nobody is asked. If it were live:",
        ),
        ("scheduled", "Its schedule has not begun. When it is live:"),
        (
            "ended",
            "It has ended: its time is over, or it has all the answers it wanted. If it were live:",
        ),
        (
            "rehearsal",
            "It is rehearsed: moments are counted, nobody is asked. If it were live:",
        ),
    ],
    verdicts: &[
        ("ask", "It is asked at this moment."),
        (
            "withhold",
            "The moment is right, but this visitor is left out for comparison.",
        ),
        (
            "behind",
            "The moment is right, but another question goes first:",
        ),
        (
            "waiting",
            "Everything fits. It waits for its moment on the page.",
        ),
        ("stopped", "It is not asked. What stops it: {rule}."),
    ],
    signs: &[
        ("yes", "Fits:"),
        ("no", "Does not fit:"),
        ("wait", "Not yet:"),
    ],
    stops: "This stops it",
    here: "Here: {found}",
    unknown: "not known",
    until: "Fits from {at} on.",
    rules: &[
        ("step", "On the step: {v}"),
        ("step_any", "On every page of the shop"),
        ("sampling", "Asked of {v} of visitors"),
        ("sampling_any", "Asked of all visitors"),
        ("answered", "Not again after an answer"),
        ("answered_any", "Again even after an answer"),
        ("cap_any", "As often as its moment comes"),
        ("quiet", "A pause after every question"),
        ("quiet_any", "No pause between questions"),
        ("schedule", "Within its schedule"),
        ("schedule_any", "At any time"),
    ],
    cap: &[
        ("one", "Shown to a visitor at most {n} time"),
        ("other", "Shown to a visitor at most {n} times"),
    ],
    shown: &[("one", "shown {n} time"), ("other", "shown {n} times")],
    any: "One of these:",
};
