//! English: what the server refuses. What is wrong with what was sent the domain says itself.

use crate::words::Refusals;

const STALE: &str = "Console and server are of different versions. Reload this page.";
const WAIT: &str = "The server cannot take this right now. Try again in a moment.";
const FLAWED: &str = "Something in it cannot be taken as it is.";

pub const WORDS: Refusals = Refusals {
    codes: &[
        (
            "sign_in_failed",
            "The e-mail address or the password is wrong. Check both, or have a link sent to set a new password.",
        ),
        ("wrong_password", "This is not your present password."),
        (
            "forbidden",
            "Your role does not allow this. Ask an owner of the shop.",
        ),
        (
            "cross_site",
            "Another site asked for this. Do it in the console itself.",
        ),
        (
            "already_set_up",
            "There is somebody already. Sign in, or ask for an invitation.",
        ),
        ("email_taken", "Another person has this e-mail address."),
        (
            "already_member",
            "This person is in the shop already. Change the role instead.",
        ),
        (
            "last_owner",
            "A shop needs an owner. Make somebody else one first.",
        ),
        (
            "expired_link",
            "The link was used before, withdrawn, or is too old. Ask for a new one.",
        ),
        (
            "published_before",
            "It was published once, so there may be answers to it. Pause it instead.",
        ),
        (
            "edited_meanwhile",
            "Somebody else has changed this meanwhile. Reload to see how it is now.",
        ),
        (
            "origin_not_allowed",
            "The shop does not list the address of this page. An owner can add it in the settings.",
        ),
        (
            "unknown_shop",
            "There is no such shop, or you do not work in it.",
        ),
        (
            "not_found",
            "This is not there, or not any more. Reload to see what is.",
        ),
        ("preview_too_large", "The draft is too large for a preview."),
        ("body_too_large", "This is too large to be taken."),
        (
            "rate_limited",
            "Too many tries. Seconds to wait: {seconds}.",
        ),
        (
            "internal",
            "The server failed; its log says why. Try again.",
        ),
        ("request_timeout", WAIT),
        ("queue_unavailable", WAIT),
        ("invalid_input", FLAWED),
        ("invalid_shop", FLAWED),
        ("invalid_prompt", FLAWED),
        ("invalid_request", STALE),
        ("malformed_json", STALE),
        ("method_not_allowed", STALE),
        ("unsupported_media_type", STALE),
        ("if_match_required", STALE),
    ],
    faults: survey::fault::TABLE,
};
