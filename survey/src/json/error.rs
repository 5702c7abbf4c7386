//! Why a value could not be decoded, for people who write JSON. In the card there are
//! no such people: see [`DecodeError`] there.

#[cfg(any(feature = "serde", not(target_arch = "wasm32")))]
mod told {
    use crate::fault::Fault;

    /// Where the value stands and what is wrong with it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DecodeError {
        /// Such as `prompts[2].question.choices`; empty for the value itself.
        path: String,
        /// What is wrong and what was expected.
        fault: Fault,
    }

    impl DecodeError {
        /// An error at the value being read.
        pub fn new(fault: Fault) -> Self {
            DecodeError {
                path: String::new(),
                fault,
            }
        }

        /// Where the value stands, such as `question.choices[2].id`; empty for the value itself.
        pub fn place(&self) -> &str {
            &self.path
        }

        /// What is wrong and what was expected, without the place.
        pub fn fault(&self) -> Fault {
            self.fault
        }

        /// The same error, seen from one level further out.
        #[must_use]
        pub fn under(mut self, outer: &str) -> Self {
            if !self.path.is_empty() && !self.path.starts_with('[') {
                self.path.insert(0, '.');
            }
            self.path.insert_str(0, outer);
            self
        }

        /// The same error, seen from the array that holds the value.
        #[must_use]
        pub(crate) fn at(self, index: usize) -> Self {
            self.under(&["[", &crate::json::decimal(index as u64), "]"].concat())
        }
    }

    /// Refuses a value for which something does not hold.
    pub(crate) fn require(holds: bool, fault: Fault) -> Result<(), DecodeError> {
        if holds {
            Ok(())
        } else {
            Err(DecodeError::new(fault))
        }
    }

    /// Looks closely at a value.
    pub(crate) fn check(look: impl FnOnce() -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        look()
    }

    impl core::fmt::Display for DecodeError {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            if !self.path.is_empty() {
                f.write_str(&self.path)?;
                f.write_str(": ")?;
            }
            self.fault.fmt(f)
        }
    }

    impl std::error::Error for DecodeError {}
}

/// In the card, which reads nothing but what the collector has written and checked, a
/// malformed value ends the card on the spot, and the page goes on without it. There
/// is no error to carry then, which makes decoding half as large.
#[cfg(not(any(feature = "serde", not(target_arch = "wasm32"))))]
mod told {
    use crate::fault::Fault;

    /// There is none, which the compiler knows and makes use of.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DecodeError {
        never: core::convert::Infallible,
    }

    impl DecodeError {
        /// Ends the card.
        pub fn new(_fault: Fault) -> Self {
            core::arch::wasm32::unreachable()
        }

        /// The same error, seen from one level further out.
        #[must_use]
        pub fn under(self, _outer: &str) -> Self {
            self
        }

        /// The same error, seen from the array that holds the value.
        #[must_use]
        pub(crate) fn at(self, _index: usize) -> Self {
            self
        }
    }

    /// Takes it on trust: what is not looked at takes no room.
    pub(crate) fn require(_holds: bool, _fault: Fault) -> Result<(), DecodeError> {
        Ok(())
    }

    /// Takes it on trust.
    pub(crate) fn check(
        _look: impl FnOnce() -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        Ok(())
    }

    impl core::fmt::Display for DecodeError {
        fn fmt(&self, _: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            match self.never {}
        }
    }
}

pub use told::DecodeError;
pub(crate) use told::{check, require};
