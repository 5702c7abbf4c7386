//! What a page asked the server for: the latest reply, when it came, and why the newest
//! request failed if it did. Numbers stay on the page while newer ones are on their way.

use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;

use crate::api::{self, Trouble};
use crate::live::Live;
use crate::session::Session;
use crate::turn::Turns;
use crate::{page, shell};

/// How often what is followed is asked for again while the page is seen, in milliseconds.
const EVERY: u32 = 5_000;

/// Of so many times only one is used while the server tells of changes by itself: enough for
/// what it does not tell of.
const SELDOM: u32 = 12;

/// How long what was told during a request waits before it is looked at again, in milliseconds.
const SOON: u32 = 300;

/// The reply of an address. Copies share the same state.
#[derive(Debug)]
pub struct Loaded<T: Send + Sync + 'static> {
    /// The latest reply; `None` until the first.
    pub value: RwSignal<Option<T>>,
    /// Why the newest request failed; `None` if it did not.
    pub trouble: RwSignal<Option<Trouble>>,
    /// When the latest reply came, in milliseconds since the epoch.
    pub at: RwSignal<f64>,
    /// Whether the latest reply is to another query than the present one, which is under way.
    pub is_past: RwSignal<bool>,
    /// The `ETag` of the latest reply: what a change of it rests on.
    pub tag: StoredValue<String>,
    address: Signal<String>,
    turns: StoredValue<Turns>,
    session: Session,
}

impl<T: Send + Sync + 'static> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loaded<T> {}

/// Asks an address now, and anew whenever it becomes another one. Where only its query
/// changes, what was there stays until the reply comes.
pub fn load<T>(address: impl Fn() -> String + Send + Sync + 'static) -> Loaded<T>
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let loaded = Loaded {
        value: RwSignal::new(None),
        trouble: RwSignal::new(None),
        at: RwSignal::new(0.0),
        is_past: RwSignal::new(false),
        tag: StoredValue::new(String::new()),
        address: Signal::derive(address),
        turns: StoredValue::new(Turns::default()),
        session: Session::here(),
    };
    Effect::new(move |before: Option<String>| {
        let address = loaded.address.get();
        if let Some(before) = before.filter(|before| *before != address) {
            loaded.turns.update_value(Turns::pass);
            match path(&before) == path(&address) {
                true => loaded.is_past.set(true),
                false => loaded.value.set(None),
            }
            loaded.trouble.set(None);
        }
        loaded.refresh();
        address
    });
    loaded
}

/// An address without its query.
fn path(address: &str) -> &str {
    address.split('?').next().unwrap_or(address)
}

/// Like [`follow`] for what the server tells changes of: the results of a shop. It is asked for
/// again at once when they change; while the server cannot tell, every few seconds.
pub fn follow_live<T>(
    shop: Memo<String>,
    address: impl Fn() -> String + Send + Sync + 'static,
) -> Loaded<T>
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let loaded = load(address);
    let live = StoredValue::new_local(None::<Live>);
    // A page that nobody sees holds no connection open: browsers have few of them.
    let listen = move || {
        let shop = shop.get_untracked();
        let heard = shell::is_visible().then(|| Live::new(&shop, move || loaded.hear()));
        live.set_value(heard.flatten());
    };
    Effect::new(move || {
        shop.track();
        listen();
    });
    let rounds = StoredValue::new(0_u32);
    let again = move || {
        rounds.update_value(|rounds| *rounds = rounds.wrapping_add(1));
        let told = live.with_value(|live| live.as_ref().is_some_and(Live::is_open));
        if shell::is_visible() && (!told || rounds.get_value().is_multiple_of(SELDOM)) {
            loaded.refresh();
        }
    };
    let seen = EventListener::new(&document(), "visibilitychange", move |_| {
        listen();
        if shell::is_visible() {
            loaded.refresh();
        }
    });
    StoredValue::new_local((Interval::new(EVERY, again), seen));
    loaded
}

/// Like [`load`], and again every few seconds while the page is seen, and at once when it
/// is seen again.
pub fn follow<T>(address: impl Fn() -> String + Send + Sync + 'static) -> Loaded<T>
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let loaded = load(address);
    let again = move || {
        if shell::is_visible() {
            loaded.refresh();
        }
    };
    let seen = EventListener::new(&document(), "visibilitychange", move |_| again());
    // Both end with the page that follows.
    StoredValue::new_local((Interval::new(EVERY, again), seen));
    loaded
}

impl<T: DeserializeOwned + PartialEq + Send + Sync + 'static> Loaded<T> {
    /// Asks again, unless that is already under way.
    pub fn refresh(self) {
        let Some(turn) = self.turns.try_update_value(Turns::begin).flatten() else {
            return;
        };
        let address = self.address.get_untracked();
        spawn_local(async move {
            let reply = api::get_tagged::<T>(&address).await;
            // Meanwhile another address may have been chosen, or the page left.
            if self.turns.try_update_value(|turns| turns.end(turn)) == Some(true) {
                self.take(reply);
            }
        });
    }

    /// Asks again because something changed; where a request is under way, which may have come
    /// too early to know, once more after it.
    fn hear(self) {
        match self.turns.try_with_value(Turns::is_busy) {
            Some(true) => {
                Timeout::new(SOON, move || self.hear()).forget();
            }
            Some(false) => self.refresh(),
            None => {}
        }
    }

    fn take(self, reply: Result<(T, String), Trouble>) {
        match reply {
            Ok((value, tag)) => {
                self.tag.set_value(tag);
                self.at.set(page::now());
                self.put(value);
            }
            Err(Trouble::SignedOut) => self.session.end(),
            Err(trouble) => self.put_trouble(Some(trouble)),
        }
    }

    /// Shows this in place of what the server said last, such as its reply to a change.
    pub fn put(self, value: T) {
        self.put_trouble(None);
        if self.is_past.get_untracked() {
            self.is_past.set(false);
        }
        if self
            .value
            .with_untracked(|old| old.as_ref() != Some(&value))
        {
            self.value.set(Some(value));
        }
    }

    fn put_trouble(self, trouble: Option<Trouble>) {
        if self.trouble.with_untracked(|old| *old != trouble) {
            self.trouble.set(trouble);
        }
    }
}
