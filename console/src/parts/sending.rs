//! Something that is being sent: whether a reply is awaited, and why it was refused.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::notices::reason;
use crate::api::Trouble;
use crate::session::Session;

/// What is being sent. Copies share the same state.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    /// Whether a reply is awaited.
    pub is_busy: RwSignal<bool>,
    /// Why the last one was refused; empty if it was not.
    pub wrong: RwSignal<String>,
    session: Session,
}

impl Sending {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            is_busy: RwSignal::new(false),
            wrong: RwSignal::new(String::new()),
            session: Session::here(),
        }
    }

    /// Sends something unless a reply is awaited, and goes on with what comes back.
    pub fn run<T: 'static>(
        self,
        doing: impl Future<Output = Result<T, Trouble>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            let reply = doing.await;
            // The page may have been left meanwhile.
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            match reply {
                Ok(value) => {
                    self.wrong.set(String::new());
                    then(value);
                }
                Err(Trouble::SignedOut) => self.session.end(),
                Err(trouble) => self.wrong.set(reason(&trouble)),
            }
        });
    }

    /// Why the last one was refused, where there is something to say.
    pub fn alert(self) -> impl IntoView {
        view! { <p class="alert" role="alert">{move || self.wrong.get()}</p> }
    }
}
