//! The card: what a shopper sees of Tillside. The loader fetches it only where
//! something may be asked, and hands it a book and a bridge; from then on it watches
//! for the moment ([`watch`]), lets `survey` decide, waits until nobody is disturbed
//! ([`moment`]), asks ([`card`]) and tells the loader what was said ([`asking`]).
//!
//! It has no storage, no network and no identity of its own, and it never touches
//! the page outside of its own element.

pub mod asking;
pub mod bridge;
pub mod card;
pub mod host;
pub mod json_value;
pub mod moment;
pub mod page;
pub mod room;
pub mod session;
pub mod sheet;
pub mod watch;

use wasm_bindgen::prelude::*;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

use bridge::Bridge;

/// Begins to work with a book; called again with another book, it ends the work
/// with the earlier one. Does nothing with a book that it cannot read.
#[wasm_bindgen]
pub fn start(bridge: Bridge, book: &JsValue) {
    session::start(bridge, book);
}

/// Tells the panel for the shop's staff why each prompt of a book is asked or not, and
/// what stands in the way at this moment; null where nothing was begun.
#[wasm_bindgen]
pub fn explain(book: &JsValue) -> JsValue {
    session::explain_all(book)
}
