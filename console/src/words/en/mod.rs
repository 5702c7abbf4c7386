//! The interface in English.

mod cases;
mod checking;
mod coupons;
mod editor;
mod file;
mod forecast;
mod frame;
mod insight;
mod install;
mod journey;
mod notices;
mod people;
mod prompts;
mod refusals;
mod said;
mod settings;
mod signing;
mod why;

use super::{Empty, Words};

pub const WORDS: Words = Words {
    frame: frame::WORDS,
    signing: signing::WORDS,
    prompts: prompts::WORDS,
    refusals: refusals::WORDS,
    checking: checking::WORDS,
    editor: editor::WORDS,
    forecast: forecast::WORDS,
    why: why::WORDS,
    coupons: coupons::WORDS,
    notices: notices::WORDS,
    file: file::WORDS,
    people: people::WORDS,
    settings: settings::WORDS,
    install: install::WORDS,
    insight: insight::WORDS,
    said: said::WORDS,
    way: journey::WORDS,
    cases: cases::WORDS,
    title: "{shop} · Tillside",
    refresh: "Refresh",
    refreshed: "The numbers are of {time}.",
    updated: "Updated {time}",
    json: "Numbers as JSON",
    heading: "What your shoppers say",
    questions: "Questions",
    likely_means: "“Likely” ranges are 95% intervals: of twenty such ranges, about nineteen hold the true value. Numbers of different versions of a question are never mixed.",

    journey: "The journey",
    journey_means: "Visitors at each step, each counted once a day.",
    journey_empty: "No step has been reached yet. Visits appear here as soon as a page of the shop carries the tag.",
    step: "Step",
    visitors: "Visitors",
    of_step_before: "Of step before",
    steps: &[
        ("product", "Product page"),
        ("cart", "Cart"),
        ("checkout", "Checkout"),
        ("confirmation", "Confirmation"),
    ],
    devices: &[
        ("phone", "Phone"),
        ("tablet", "Tablet"),
        ("desktop", "Desktop"),
    ],

    states: &[
        ("live", "Live"),
        ("paused", "Paused"),
        ("draft", "Draft"),
        ("scheduled", "Scheduled"),
        ("ended", "Ended"),
        ("rehearsal", "Rehearsal"),
        ("replaced", "Replaced"),
    ],
    kinds: &[
        ("nps", "Recommendation, 0 to 10"),
        ("csat", "Satisfaction"),
        ("ces", "Ease, 1 to 7"),
        ("choice", "One choice"),
        ("choices", "Several choices"),
        ("text", "Free text"),
        ("thumbs", "Thumbs up or down"),
        ("contact", "Contact"),
    ],
    version: "Version {n}",
    older: &[
        ("one", "{n} earlier version"),
        ("other", "{n} earlier versions"),
    ],
    older_means: "Answers to an earlier wording stand apart, so that they do not blur the newer one.",

    shown: "Shown",
    answered: "Answered",
    dismissed: "Dismissed",
    no_reaction: "No reaction",
    withheld: "Withheld",
    withheld_means: "Withheld: the moment came, but the question was held back on purpose, to compare.",
    over_quota: "Over quota",
    over_quota_means: "Over quota: answers after the limit of this question; they are in no other number.",
    doubted: &[
        ("one", "{n} answer looks automatic and is not counted here."),
        (
            "other",
            "{n} answers look automatic and are not counted here.",
        ),
    ],
    doubted_fast: "Given before the question can be read: {n}.",
    doubted_burst: "One of very many from one place within a minute: {n}.",
    ratio_off: "The shares of the experiment are off: by chance this happens less than once in {n} times. Something loses visitors of one arm, so do not compare the arms before it is found.",
    ratio_arm: "{arm}: {seen} visitors, {expected} expected",

    response_rate: "Response rate",
    response_rate_means: "of those who saw the question",
    nothing: "–",
    likely: "likely between {low} and {high}",
    no_range: "no range yet: every answer is the same",
    few_shown: &[
        ("one", "Too little to judge: shown only once."),
        ("other", "Too little to judge: shown only {n} times."),
    ],
    few_answers: &[
        ("one", "Too few answers to judge: only {n} yet."),
        ("other", "Too few answers to judge: only {n} yet."),
    ],
    nps: "Net Promoter Score",
    nps_means: "promoters minus detractors",
    promoters: "Promoters, 9 to 10",
    passives: "Passives, 7 to 8",
    detractors: "Detractors, 0 to 6",
    csat: "Satisfied",
    csat_means: "gave {low} or more of {points}",
    ces: "Ease",
    ces_means: "mean on a scale from 1 to 7",
    mean_of: "Mean {mean} of {points}.",
    most_frequent: "Most frequent answer",
    not_ahead: "Not clearly ahead of “{other}” yet.",
    thumbs: "Thumbs up",
    thumbs_means: "of those who answered",
    thumb_up: "Thumbs up",
    thumb_down: "Thumbs down",

    distribution: "How they answered",
    option: "Answer",
    count: "Count",
    share: "Share",
    several: "Several answers were possible, so the shares may add up to more than 100%.",
    follow_up: "Follow-up",
    answers: &[("one", "{n} answer"), ("other", "{n} answers")],
    words_below: "What they wrote is under “In their own words”.",
    contacts_apart: "Addresses are kept apart from the answers and are not shown here.",
    verbatims: "In their own words",
    more_verbatims: &[("one", "{n} more"), ("other", "{n} more")],
    score_of: "{score} of {points}",
    from_follow_up: "Follow-up",

    no_shop: Empty {
        what: "There is no shop yet.",
        next: "Say where your shop is. Then you get the tag for its pages and choose a first question.",
    },
    no_prompt: Empty {
        what: "This shop asks nothing yet.",
        next: "Every template is ready to be asked, in four languages.",
    },
    live_unseen: Empty {
        what: "Nobody has been asked yet.",
        next: "The question is live. Do in your shop what triggers it, and watch this page.",
    },
    paused_unseen: Empty {
        what: "Nobody was asked before it was paused.",
        next: "To ask, switch it on again under Questions.",
    },
    rehearsed_unseen: Empty {
        what: "Nobody is asked while it rehearses.",
        next: "From tomorrow on you see here how often it would have appeared. To ask, switch it on under Questions.",
    },
    draft_unseen: Empty {
        what: "This question is a draft; nobody is asked.",
        next: "When it is ready, publish it.",
    },
    unanswered: Empty {
        what: "No answers yet.",
        next: "The first ones appear here by themselves. If it stays like this, ask at another moment or in fewer words.",
    },
    no_visit: Empty {
        what: "First, bring the questions to your shop.",
        next: "Put this tag on every page of the shop. What visitors do and say then appears here by itself.",
    },

    check: "Check the installation",
    check_title: "Installation · {shop} · Tillside",
    check_heading: "Is everything in place?",
    check_means: "Open the shop beside this page and walk through it like a customer. What arrives turns green here within seconds.",
    tag: "The tag",
    tag_means: "This line goes into every page of the shop, anywhere in the head or the body. It is the whole installation.",
    copy: "Copy",
    copied: "Copied",
    checks: &[
        ("tag", "Tag"),
        ("origin", "Origin"),
        ("csp", "Content-Security-Policy"),
        ("book", "Questions"),
        ("answers", "Answers"),
    ],
    check_states: &[
        ("good", "In place"),
        ("waiting", "Waiting"),
        ("wrong", "Needs a change"),
    ],
    in_place: "{n} of {all} in place",
    all_in_place: "Everything is in place",
    seen_in: "Seen in",

    try_again: "Try again",
    failed: "This page did not arrive",
    unreachable: "The server could not be reached. Check that it runs and that you are online.",
    refused: "The server answered with error {status}. Its log says why.",
    unreadable: "The server's answer could not be read. Server and console may be of different versions: reload this page.",
    stale: "These numbers are of {time}. {why} Trying again by itself.",
};
