//! The console as a whole: its addresses, and what stands at each.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::answers::Answers;
use crate::cases::{CasePage, Cases};
use crate::coupons::Coupons;
use crate::editor::Editor;
use crate::frame::{Home, Inside, NotFound, OldCheck};
use crate::installation::Installation;
use crate::journey::Journey;
use crate::notices::Notices;
use crate::people::{History, People};
use crate::prompts::{NewPromptPage, Prompts};
use crate::results::{Report, Results};
use crate::session::Session;
use crate::settings::{Account, NewShop, Settings};
use crate::signing::{Reset, TakeUp};
use crate::why::Why;

/// The console.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Session::new());
    view! {
        <Router base="/console">
            <Routes fallback=NotFound>
                <Route path=path!("reset") view=Reset />
                <Route path=path!("invitation") view=TakeUp />
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("/") view=Home />
                    <Route path=path!("") view=Home />
                    <Route path=path!("check/:shop") view=OldCheck />
                    <Route path=path!("account") view=Account />
                    <Route path=path!("new-shop") view=NewShop />
                    <ParentRoute path=path!("shops/:shop") view=Outlet>
                        <Route path=path!("") view=Home />
                        <Route path=path!("prompts") view=Prompts />
                        <Route path=path!("prompts/new") view=NewPromptPage />
                        <Route path=path!("prompts/:prompt") view=Editor />
                        <Route path=path!("prompts/:prompt/results") view=Report />
                        <Route path=path!("prompts/:prompt/why") view=Why />
                        <Route path=path!("results") view=Results />
                        <Route path=path!("journey") view=Journey />
                        <Route path=path!("answers") view=Answers />
                        <Route path=path!("coupons") view=Coupons />
                        <Route path=path!("cases") view=Cases />
                        <Route path=path!("cases/:answer") view=CasePage />
                        <Route path=path!("installation") view=Installation />
                        <Route path=path!("notices") view=Notices />
                        <Route path=path!("people") view=People />
                        <Route path=path!("history") view=History />
                        <Route path=path!("settings") view=Settings />
                    </ParentRoute>
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
