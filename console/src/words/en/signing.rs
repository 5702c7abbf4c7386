//! English: signing.

use crate::words::Signing;

pub const WORDS: Signing = Signing {
    sign_in: "Sign in",
    signed_out: "You are not signed in any more. Sign in again.",
    name: "Your name",
    name_missing: "Say what the others shall call you.",
    email: "E-mail address",
    email_wrong: "Give an address such as you@example.com.",
    password: "Password",
    password_means: "At least 10 characters. A short sentence is good.",
    password_short: "Use at least 10 characters.",
    without: "No password, or forgotten?",
    ask_owner: "An owner of your shop can make a link with which you set a new one.",
    by_command: "Whoever runs the server can also make a link that opens the console once:",
    set_up: "Welcome. Who are you?",
    set_up_means: "This makes the first account. You can invite others later.",
    make_account: "Make the account",
    later: "Later, look around first",
    new_password: "A new password",
    set_password: "Set the password",
    password_set: "The password is set",
    password_set_means: "You are signed out everywhere. Sign in with the new one.",
    invited: "You are invited",
    invited_to: "{shop} wants you as: {role}.",
    join: "Join",
    sign_in_first: "You have an account already. Sign in first, then open the invitation again:",
    no_invitation: "This invitation does not work",
};
