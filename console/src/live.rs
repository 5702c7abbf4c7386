//! What the server tells by itself: that results of a shop changed.

use gloo_events::EventListener;
use web_sys::EventSource;

use crate::api;

/// A connection over which the server tells of changes. It ends when this is dropped; the
/// browser makes it anew where it breaks.
#[derive(Debug)]
pub struct Live {
    source: EventSource,
    _heard: EventListener,
}

impl Live {
    /// Listens to a shop; `None` where the browser cannot.
    pub fn new(shop: &str, then: impl Fn() + 'static) -> Option<Live> {
        let source = EventSource::new(&api::of_shop(shop, "live")).ok()?;
        let heard = EventListener::new(&source, "changed", move |_| then());
        Some(Live {
            source,
            _heard: heard,
        })
    }

    /// Whether the server can tell at this moment.
    pub fn is_open(&self) -> bool {
        self.source.ready_state() == EventSource::OPEN
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.source.close();
    }
}
