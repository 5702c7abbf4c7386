//! The words of the ways in which the tag comes to a shop's pages, and of its privacy policy.

use super::Names;
use super::table::written;

written! {
    /// The words of both.
    pub struct Install {
        pub ways: &'static str,
        pub ways_mean: &'static str,
        /// By the names of [`survey::install::Way`].
        pub names: Names,
        pub own: &'static str,
        /// By the same names.
        pub told: &'static [(&'static str, Told)],
        /// What stands above something to paste: by way and paste, or by the paste alone.
        pub pastes: Names,
        pub file: &'static str,
        pub download: &'static str,
        /// When to use the paste `agreed`.
        pub agreed_means: &'static str,
        pub copy_of: &'static str,
        pub choose: &'static str,
        pub choose_means: &'static str,
        pub chosen: &'static str,
        pub consent: &'static str,
        /// By consent, and where it is required by its signal.
        pub consents: Names,
        pub try_out: &'static str,
        pub try_out_means: &'static str,
        pub try_make: &'static str,
        pub try_open: &'static str,
        pub try_fragment: &'static str,
        pub privacy: &'static str,
        pub privacy_means: &'static str,
        pub privacy_more: &'static str,
        pub no_retention: &'static str,
        pub copy_paragraph: &'static str,
    }
}

written! {
    /// What an owner is told of a way.
    pub struct Told {
        /// What to do, one after the other.
        pub steps: &'static [&'static str],
        /// How the steps are known, and what it cannot do.
        pub notes: &'static [&'static str],
    }
}

#[cfg(test)]
mod tests {
    use crate::words::words;
    use std::collections::BTreeSet;
    use survey::install::Way;

    #[test]
    fn every_way_has_a_name_and_is_told_and_what_is_said_of_others_is_nothing() {
        let words = &words("en").install;
        let ways: BTreeSet<_> = Way::ALL.iter().map(|way| way.name()).collect();
        let named: BTreeSet<_> = words.names.iter().map(|(id, _)| *id).collect();
        let told: BTreeSet<_> = words.told.iter().map(|(id, _)| *id).collect();
        assert_eq!((&named, &told), (&ways, &ways));
        for (id, told) in words.told {
            assert!(!told.steps.is_empty() && !told.notes.is_empty(), "{id}");
            for text in told.steps.iter().chain(told.notes) {
                assert_eq!(text.matches('`').count() % 2, 0, "{text}");
            }
        }
    }
}
