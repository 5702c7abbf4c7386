//! The console as a whole: its addresses, and what stands at each.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::chunk::{Editing, Insight, Setting, editing, insight, later, setting};
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
                <Route path=path!("reset") view=|| later(setting, Setting::Reset) />
                <Route path=path!("invitation") view=|| later(setting, Setting::TakeUp) />
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("/") view=Home />
                    <Route path=path!("") view=Home />
                    <Route path=path!("check/:shop") view=OldCheck />
                    <Route path=path!("account") view=|| later(setting, Setting::Account) />
                    <Route path=path!("new-shop") view=|| later(setting, Setting::NewShop) />
                    <ParentRoute path=path!("shops/:shop") view=Outlet>
                        <Route path=path!("") view=Home />
                        <Route path=path!("prompts") view=Prompts />
                        <Route path=path!("prompts/new") view=|| later(editing, Editing::NewPromptPage) />
                        <Route path=path!("prompts/:prompt") view=|| later(editing, Editing::Editor) />
                        <Route path=path!("prompts/:prompt/results") view=|| later(insight, Insight::Report) />
                        <Route path=path!("prompts/:prompt/why") view=|| later(editing, Editing::Why) />
                        <Route path=path!("results") view=|| later(insight, Insight::Results) />
                        <Route path=path!("journey") view=|| later(insight, Insight::Journey) />
                        <Route path=path!("answers") view=|| later(insight, Insight::Answers) />
                        <Route path=path!("coupons") view=|| later(setting, Setting::Coupons) />
                        <Route path=path!("cases") view=|| later(insight, Insight::Cases) />
                        <Route path=path!("cases/:answer") view=|| later(insight, Insight::CasePage) />
                        <Route path=path!("installation") view=|| later(setting, Setting::Installation) />
                        <Route path=path!("notices") view=|| later(setting, Setting::Notices) />
                        <Route path=path!("people") view=|| later(setting, Setting::People) />
                        <Route path=path!("history") view=|| later(setting, Setting::History) />
                        <Route path=path!("settings") view=|| later(setting, Setting::Settings) />
                    </ParentRoute>
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
