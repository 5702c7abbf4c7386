//! Keeps two tabs of one shop from asking the same question at the same time. It
//! carries ids of prompts between tabs and nothing else.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use crate::page::{Listening, listen, window};

/// The other tabs. A page with an open channel may be kept out of the browser's
/// back and forward cache, so the channel is closed while the page is put away.
pub struct Twin {
    channel: Rc<RefCell<Option<Open>>>,
    _listening: Listening,
}

/// An open channel.
struct Open {
    channel: BroadcastChannel,
    _listening: Listening,
}

impl Twin {
    /// Begins to listen; `hear` gets the id of a prompt that another tab asks.
    /// `None` in a browser without such channels: then there is just one tab.
    pub fn begin(key: &str, hear: impl Fn(String) + 'static) -> Option<Twin> {
        let mut name = String::from("tillside:");
        name.push_str(key);
        let hear: Rc<dyn Fn(String)> = Rc::new(hear);
        let channel = Rc::new(RefCell::new(Some(Open::new(&name, &hear)?)));
        let kept = Rc::clone(&channel);
        let listening = listen(&window(), &["pagehide", "pageshow"], true, move |event| {
            let open = event.type_() == "pageshow" && kept.borrow().is_none();
            if open {
                *kept.borrow_mut() = Open::new(&name, &hear);
            } else if event.type_() == "pagehide" {
                kept.take();
            }
        });
        Some(Twin {
            channel,
            _listening: listening,
        })
    }

    /// Tells the other tabs that a prompt is asked here.
    pub fn tell(&self, prompt: &str) {
        if let Some(open) = &*self.channel.borrow() {
            let _ = open.channel.post_message(&JsValue::from_str(prompt));
        }
    }
}

impl Open {
    fn new(name: &str, hear: &Rc<dyn Fn(String)>) -> Option<Open> {
        let channel = BroadcastChannel::new(name).ok()?;
        let hear = Rc::clone(hear);
        let listening = listen(&channel, &["message"], true, move |event| {
            let prompt = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
            if let Some(prompt) = prompt.and_then(|data| data.as_string()) {
                hear(prompt);
            }
        });
        Some(Open {
            channel,
            _listening: listening,
        })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.channel.close();
    }
}
