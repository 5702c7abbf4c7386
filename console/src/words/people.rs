//! The words of people and history.

use super::Names;
use super::table::written;

written! {
    /// The words of people and history.
    pub struct People {
        pub title: &'static str,
        pub heading: &'static str,
        pub members: &'static str,
        pub members_mean: &'static str,
        pub open: &'static str,
        pub invite: &'static str,
        pub email: &'static str,
        pub role: &'static str,
        pub roles_mean: &'static str,
        pub since: &'static str,
        pub until: &'static str,
        pub remove: &'static str,
        pub reset: &'static str,
        pub withdraw: &'static str,
        pub hand_over: &'static str,
        pub was_sent: &'static str,
        pub history_title: &'static str,
        pub history: &'static str,
        pub nothing_yet: &'static str,
        pub older: &'static str,
        pub details: &'static str,
        pub roles: Names,
        pub deeds: Names,
    }
}
