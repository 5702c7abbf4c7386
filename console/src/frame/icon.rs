//! Small pictures beside words. They only decorate: whoever cannot see them loses nothing.

use leptos::prelude::*;

/// The picture of this name, as high as the text beside it.
pub fn icon(name: &str) -> AnyView {
    let path = match name {
        "results" => "M4 20V11M10 20V5M16 20v-7M21 20H3",
        "prompts" => "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12.5h5",
        "journey" => {
            "M5 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM19 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 17h7a3.500 3.500 0 0 0 0-7h-4a3 3 0 0 1 0-6h3"
        }
        "answers" => "M5 4v16M5 5h13l-3 4 3 4H5",
        "coupons" => {
            "M4 7h16v3.500a1.500 1.500 0 0 0 0 3V17H4v-3.500a1.500 1.500 0 0 0 0-3zM10 7v10"
        }
        "cases" => "M3 13l3.500-8h11L21 13v6H3zM3 13h5.500l1.500 3h4l1.500-3H21",
        "installation" => "M9 7l-5 5 5 5M15 7l5 5-5 5",
        "notices" => "M6 17V11a6 6 0 0 1 12 0v6l1.500 1.500H4.500zM10 21h4",
        "people" => {
            "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-4 3-6 6.500-6s6.100 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6M18 14.500c2 .8 3.200 2.600 3.500 5.500"
        }
        "settings" => "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
        "history" => "M12 7v5l3.500 2M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500",
        "account" => {
            "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20.500c.6-4.300 3.500-6.500 7.500-6.500s6.900 2.200 7.500 6.500"
        }
        "menu" => "M4 7h16M4 12h16M4 17h16",
        "close" => "M6 6l12 12M18 6L6 18",
        "undo" => "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
        "redo" => "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
        "up" => "M12 19V5M6 11l6-6 6 6",
        "add" => "M12 5v14M5 12h14",
        _ => "M12 12h.01",
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path />
        </svg>
    }
    .into_any()
}
