//! The console as a whole: its addresses, and what stands at each.

use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::path;

use crate::editor::Editor;
use crate::frame::{Home, Inside, NotFound};
use crate::installation::Installation;
use crate::prompts::{NewPromptPage, Prompts};
use crate::results::Results;
use crate::session::Session;

/// The console.
#[component]
pub fn App() -> impl IntoView {
    provide_context(Session::new());
    view! {
        <Router base="/console">
            <Routes fallback=NotFound>
                <ParentRoute path=path!("") view=Inside>
                    <Route path=path!("") view=Home />
                    <ParentRoute path=path!("shops/:shop") view=Outlet>
                        <Route path=path!("") view=Home />
                        <Route path=path!("prompts") view=Prompts />
                        <Route path=path!("prompts/new") view=NewPromptPage />
                        <Route path=path!("prompts/:prompt") view=Editor />
                        <Route path=path!("results") view=Results />
                        <Route path=path!("installation") view=Installation />
                    </ParentRoute>
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
