//! Coming in: signing in, making the first account of a server, taking up an invitation, and
//! setting a new password.

mod invitation;
mod person;
mod reset;
mod set_up;
mod sign_in;

pub use invitation::TakeUp;
pub use reset::Reset;
pub use set_up::set_up;
pub use sign_in::sign_in;

use leptos::prelude::*;

use crate::shell;

/// A page of somebody who is not inside yet.
fn door(stage: &'static str, title: &'static str, contents: AnyView) -> AnyView {
    shell::set_title(title);
    view! {
        <main id="main" tabindex="-1" class="page door" data-stage=stage>
            <p class="brand"><span class="mark" aria-hidden="true"></span>"Tillside"</p>
            {contents}
        </main>
    }
    .into_any()
}
