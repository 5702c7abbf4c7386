//! The words for what is seen of an installation, by the codes of [`survey::check::TABLE`].

use super::Names;
use super::table::written;

written! {
    /// The words for what is seen of an installation.
    pub struct Checking {
        pub says: Names,
        /// Where something came from that no page told of.
        pub server: &'static str,
        /// A page of which it is only known whose it was.
        pub page_of: &'static str,
        /// A page of which no step is known, and any page of which one is.
        pub no_step: &'static str,
        pub any_step: &'static str,
    }
}

#[cfg(test)]
mod tests {
    use crate::words::{known, places, words};

    #[test]
    fn everything_that_a_check_says_has_words_in_every_language() {
        for language in ["en", "ar", "ru", "th"] {
            let says = words(language).checking.says;
            for (code, english) in survey::check::TABLE {
                let told = known(says, code).unwrap_or_default();
                assert!(!told.is_empty(), "{language} has no words for {code}");
                assert_eq!(places(told), places(english), "{language}: {told}");
                assert_eq!(told.matches('`').count() % 2, 0, "{told}");
                assert_eq!(told == *english, language == "en", "{language}: {code}");
            }
            assert_eq!(says.len(), survey::check::TABLE.len(), "{language}");
        }
    }
}
