//! The console as a whole: its addresses, and what stands at each.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::chunk::{Editing, Later, Numbers, Sayings, Setting};
use crate::frame::{Home, Inside, NotFound, OldCheck};
use crate::prompts::Prompts;
use crate::session::Session;

/// The console.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Session::new());
    view! {
        <Router base="/console">
            <Routes fallback=NotFound>
                <Route path=path!("reset") view=Later(Setting::Reset) />
                <Route path=path!("invitation") view=Later(Setting::TakeUp) />
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("/") view=Home />
                    <Route path=path!("") view=Home />
                    <Route path=path!("check/:shop") view=OldCheck />
                    <Route path=path!("account") view=Later(Setting::Account) />
                    <Route path=path!("new-shop") view=Later(Setting::NewShop) />
                    <ParentRoute path=path!("shops/:shop") view=Outlet>
                        <Route path=path!("") view=Home />
                        <Route path=path!("prompts") view=Prompts />
                        <Route path=path!("prompts/new") view=Later(Editing::NewPromptPage) />
                        <Route path=path!("prompts/:prompt") view=Later(Editing::Editor) />
                        <Route path=path!("prompts/:prompt/results") view=Later(Numbers::Report) />
                        <Route path=path!("prompts/:prompt/why") view=Later(Editing::Why) />
                        <Route path=path!("results") view=Later(Numbers::Results) />
                        <Route path=path!("journey") view=Later(Numbers::Journey) />
                        <Route path=path!("answers") view=Later(Sayings::Answers) />
                        <Route path=path!("coupons") view=Later(Setting::Coupons) />
                        <Route path=path!("cases") view=Later(Sayings::Cases) />
                        <Route path=path!("cases/:answer") view=Later(Sayings::CasePage) />
                        <Route path=path!("installation") view=Later(Setting::Installation) />
                        <Route path=path!("notices") view=Later(Setting::Notices) />
                        <Route path=path!("people") view=Later(Setting::People) />
                        <Route path=path!("history") view=Later(Setting::History) />
                        <Route path=path!("settings") view=Later(Setting::Settings) />
                    </ParentRoute>
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
