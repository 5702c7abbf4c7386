//! The words of notices and digests.

use super::Names;
use super::table::written;

written! {
    /// The words of notices and digests.
    pub struct Notices {
        pub title: &'static str,
        pub digest: &'static str,
        pub digest_means: &'static str,
        pub never: &'static str,
        pub weekly: &'static str,
        pub daily: &'static str,
        pub no_mail: &'static str,
        pub no_person: &'static str,
        pub rules: &'static str,
        pub rules_mean: &'static str,
        pub none: &'static str,
        pub add: &'static str,
        pub new_rule: &'static str,
        pub change_rule: &'static str,
        pub change: &'static str,
        pub remove: &'static str,
        pub try_out: &'static str,
        pub any_prompt: &'static str,
        pub prompt: &'static str,
        pub at_most: &'static str,
        pub at_most_means: &'static str,
        pub no_score: &'static str,
        pub words: &'static str,
        pub words_mean: &'static str,
        pub people: &'static str,
        pub people_mean: &'static str,
        pub nobody_else: &'static str,
        pub webhook: &'static str,
        pub webhook_means: &'static str,
        pub save: &'static str,
        pub cancel: &'static str,
        pub finds_score: &'static str,
        pub finds_words: &'static str,
        pub sent: &'static str,
        pub failed: &'static str,
        pub sending: &'static str,
        pub gone: &'static str,
        pub failures: Names,
    }
}
