//! The words for what the server refuses and what is wrong with what was sent, by its codes.

use super::Names;
use super::table::written;

written! {
    /// The words for what the server refuses.
    pub struct Refusals {
        /// By the code of the whole refusal.
        pub codes: Names,
        /// By the code of a fault in what was sent, as in [`survey::fault::TABLE`].
        pub faults: Names,
    }
}

#[cfg(test)]
mod tests {
    use crate::words::{places, words};

    #[test]
    fn every_fault_has_words_in_every_language() {
        for language in ["en", "ar", "ru", "th"] {
            let faults = words(language).refusals.faults;
            for (code, english) in survey::fault::TABLE {
                let told = faults.iter().find(|(known, _)| known == code);
                let told = told.map(|(_, told)| *told).unwrap_or_default();
                assert!(!told.is_empty(), "{language} has no words for {code}");
                let known = places(english);
                assert!(places(told).is_subset(&known), "{language}: {told}");
                assert_eq!(
                    told == *english,
                    language == "en",
                    "{language}: {code} is not translated"
                );
            }
            assert_eq!(faults.len(), survey::fault::TABLE.len(), "{language}");
        }
    }
}
