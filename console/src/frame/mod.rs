//! The frame around every page of signed-in people: who is let in, the way between the
//! pages, and what a screen reader is told when one follows another.

mod home;
mod icon;
mod navigation;
mod not_found;

pub use home::{Home, OldCheck};
pub use icon::icon;
pub use not_found::NotFound;

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use crate::session::{Session, Stage};
use crate::signing::{set_up, sign_in};
use crate::{chunk, parts, shell};

/// What is around a page, and the page where somebody is signed in.
#[component]
pub fn Inside() -> impl IntoView {
    let session = Session::here();
    let path = use_location().pathname;
    let is_start = move || path.with(|path| path.trim_end_matches('/') == "/console");
    let stage = Memo::new(move |_| session.stage(is_start()));
    session.load();
    Effect::new(move || shell::show_skeleton(stage.get() == Stage::Loading));
    tell_pages_apart();
    Effect::new(move || {
        if stage.get() == Stage::Inside {
            request_idle_callback(chunk::bring_all);
        }
    });
    view! {
        <p class="sr" role="status">{move || session.spoken.get()}</p>
        {move || match stage.get() {
            Stage::Loading => ().into_any(),
            Stage::SignedOut => sign_in().into_any(),
            Stage::SetUp => set_up().into_any(),
            Stage::Failed(trouble) => parts::failed(&trouble, move || session.load()),
            Stage::Inside => view! {
                <div class="frame">
                    {navigation::navigation()}
                    <Outlet />
                </div>
            }
            .into_any(),
        }}
    }
}

/// Whoever follows a link hears and stands at the beginning of the page that comes.
fn tell_pages_apart() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) {
            request_animation_frame(shell::go_to_main);
        }
        path
    });
}
