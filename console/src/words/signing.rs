//! The words of signing in.

use super::table::written;

written! {
    /// Signing in and the first account.
    pub struct Signing {
        pub sign_in: &'static str,
        pub signed_out: &'static str,
        pub name: &'static str,
        pub name_missing: &'static str,
        pub email: &'static str,
        pub email_wrong: &'static str,
        pub password: &'static str,
        pub password_means: &'static str,
        pub password_short: &'static str,
        pub without: &'static str,
        pub ask_owner: &'static str,
        pub by_command: &'static str,
        pub set_up: &'static str,
        pub set_up_means: &'static str,
        pub make_account: &'static str,
        pub later: &'static str,
        pub new_password: &'static str,
        pub set_password: &'static str,
        pub password_set: &'static str,
        pub password_set_means: &'static str,
        pub invited: &'static str,
        pub invited_to: &'static str,
        pub join: &'static str,
        pub sign_in_first: &'static str,
        pub no_invitation: &'static str,
    }
}
