//! Keeps two tabs of one shop from asking the same question at the same time: a tab
//! claims a prompt before it asks, and keeps the claim while the card is there. The
//! claim is a Web Lock, so the browser settles who was first and frees what a closed
//! tab had. It knows nothing of what was shown earlier; that is what caps are for.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::page::callback;

#[wasm_bindgen]
extern "C" {
    /// Throws in a browser without locks.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn request(name: &str, how: &JsValue, claimed: &JsValue) -> Result<Request, JsValue>;

    /// The promise of a claim's end; rejected where a page may not use locks.
    type Request;

    #[wasm_bindgen(method)]
    fn catch(this: &Request, refused: &JsValue);
}

/// A claim; dropping it gives it back.
pub struct Claim(Rc<Held>);

/// What ends a claim that was granted.
#[derive(Default)]
struct Held(RefCell<Option<Function>>);

impl Claim {
    /// Claims a prompt of a shop. `told` hears, unless the claim is dropped before,
    /// whether this tab may ask it: yes where no other tab has it, or where the browser
    /// keeps no locks for this page.
    pub fn make(shop: &str, prompt: &str, told: impl Fn(bool) + 'static) -> Claim {
        let claim = Claim(Rc::default());
        let told = Rc::new(told);
        let (held, tell) = (Rc::downgrade(&claim.0), Rc::clone(&told));
        let claimed = Closure::once_into_js(move |lock: JsValue| {
            let Some(held) = held.upgrade() else {
                return JsValue::NULL;
            };
            let free = !lock.is_null();
            let end = free.then(|| {
                Promise::new(&mut |end, _| {
                    held.0.replace(Some(end));
                })
            });
            tell(free);
            end.into()
        });
        let held = Rc::downgrade(&claim.0);
        let refused = move || {
            if held.upgrade().is_some() {
                told(true);
            }
        };
        let name = ["tillside:", shop, ":", prompt].concat();
        let how = Object::new();
        let _ = Reflect::set(&how, &"ifAvailable".into(), &JsValue::TRUE);
        match request(&name, &how, &claimed) {
            Ok(request) => request.catch(&callback(move |_| refused()).into_js_value()),
            Err(_) => refused(),
        }
        claim
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            let _ = end.call0(&JsValue::NULL);
        }
    }
}
