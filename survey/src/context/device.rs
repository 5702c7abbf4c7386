//! On what a page is seen.

use crate::fault::Fault;
use crate::json::{DecodeError, Decoded, Json};

/// On what a page is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Device {
    /// A small touch screen.
    Phone,
    /// A larger touch screen.
    Tablet,
    /// Anything else.
    #[default]
    Desktop,
}

impl Device {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Device::Phone => "phone",
            Device::Tablet => "tablet",
            Device::Desktop => "desktop",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// When it is none of the three.
    pub fn decode(json: &Json) -> Decoded<Device> {
        match json.str()? {
            "phone" => Ok(Device::Phone),
            "tablet" => Ok(Device::Tablet),
            "desktop" => Ok(Device::Desktop),
            _ => Err(DecodeError::new(Fault::OneOf("phone, tablet, desktop"))),
        }
    }
}
