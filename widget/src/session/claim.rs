//! Keeps two tabs of one shop from asking the same question at the same time: a tab
//! claims a prompt before it asks, and keeps the claim while the card is there. The
//! claim is a Web Lock, so the browser settles who was first and frees what a closed
//! tab had. It knows nothing of what was shown earlier; that is what caps are for.

use crate::bridge::{Bridge, Ending};
use crate::page::{Callback, callback};

/// A claim; dropping it gives it back.
pub struct Claim {
    end: Ending,
    _told: Callback,
}

impl Claim {
    /// Claims a prompt of a shop. `told` hears, unless the claim is dropped before,
    /// whether this tab may ask it: yes where no other tab has it, or where the browser
    /// keeps no locks for this page.
    pub fn make(bridge: &Bridge, shop: &str, prompt: &str, told: impl Fn(bool) + 'static) -> Claim {
        let told = callback(move |free| told(free.as_bool() == Some(true)));
        let name = ["tillside:", shop, ":", prompt].concat();
        let end = bridge.claim(&name, told.as_ref());
        Claim { end, _told: told }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.end.call();
    }
}
