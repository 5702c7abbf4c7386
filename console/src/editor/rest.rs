//! Doing something once nothing changes any more.

use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;

/// Does something at once, and again whenever what `seen` tracks has changed and then rested
/// for a while.
pub fn after_rest(rest: Duration, seen: impl Fn() + 'static, then: impl Fn() + Clone + 'static) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(timer)) = timer.try_get_value() {
            timer.clear();
        }
    };
    Effect::new(move |before: Option<()>| {
        seen();
        stop();
        let rest = before.map_or(Duration::ZERO, |()| rest);
        timer.set_value(set_timeout_with_handle(then.clone(), rest).ok());
    });
    on_cleanup(stop);
}
