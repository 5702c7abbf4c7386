//! The fields of a new person, and what is wrong with them before the server is asked.

use leptos::prelude::*;

use crate::page::words;
use crate::parts::{Field, field};

/// The shortest password, in characters. The server has the last word.
const SHORTEST: usize = 10;

/// A person who is being made. Copies share the same state.
#[derive(Clone, Copy)]
pub struct NewPerson {
    pub name: RwSignal<String>,
    pub email: RwSignal<String>,
    pub password: RwSignal<String>,
    was_tried: RwSignal<bool>,
}

impl NewPerson {
    pub fn new() -> Self {
        let [name, email, password] = [(); 3].map(|()| RwSignal::new(String::new()));
        Self {
            name,
            email,
            password,
            was_tried: RwSignal::new(false),
        }
    }

    /// Whether these fields can be sent; what is wrong is shown from now on.
    pub fn try_it(self, fields: &[Signal<String>]) -> bool {
        self.was_tried.set(true);
        fields.iter().all(|wrong| wrong.get_untracked().is_empty())
    }

    pub fn name_wrong(self) -> Signal<String> {
        self.wrong(
            self.name,
            |text| !text.trim().is_empty(),
            words().signing.name_missing,
        )
    }

    pub fn email_wrong(self) -> Signal<String> {
        self.wrong(
            self.email,
            |text| text.trim().contains('@'),
            words().signing.email_wrong,
        )
    }

    pub fn password_wrong(self) -> Signal<String> {
        let is_long = |text: &str| text.chars().count() >= SHORTEST;
        self.wrong(self.password, is_long, words().signing.password_short)
    }

    fn wrong(
        self,
        value: RwSignal<String>,
        is_fine: fn(&str) -> bool,
        problem: &'static str,
    ) -> Signal<String> {
        Signal::derive(
            move || match self.was_tried.get() && !value.with(|text| is_fine(text)) {
                true => problem.to_owned(),
                false => String::new(),
            },
        )
    }

    pub fn name_field(self) -> impl IntoView {
        let label = words().signing.name;
        let name = Field {
            id: "name",
            label,
            kind: "text",
            autocomplete: "name",
            help: "",
        };
        field(name, self.name, self.name_wrong())
    }

    pub fn email_field(self) -> impl IntoView {
        let label = words().signing.email;
        let email = Field {
            id: "email",
            label,
            kind: "email",
            autocomplete: "username",
            help: "",
        };
        field(email, self.email, self.email_wrong())
    }

    pub fn password_field(self) -> impl IntoView {
        let words = &words().signing;
        let password = Field {
            id: "password",
            label: words.password,
            kind: "password",
            autocomplete: "new-password",
            help: words.password_means,
        };
        field(password, self.password, self.password_wrong())
    }
}
