//! One case: the customer's words, how the customer can be reached, and what is done about it.

use gloo_timers::callback::Timeout;
use leptos::ev::{SubmitEvent, Targeted};
use leptos::html::Select;
use leptos::prelude::*;
use survey::console::cases::{Case, CaseChange, CaseState, LeftContact};
use web_sys::{Event, HtmlSelectElement};

use super::thread::thread;
use crate::answers::{context, spoken};
use crate::api::{self, Edit, Trouble};
use crate::load::{Loaded, follow};
use crate::page::{self, words};
use crate::parts::{Sending, copy_button, foreign, whole};
use crate::session::{Session, in_address};
use crate::shell;
use crate::words::{fill, name};

/// How long a change waits for the one before it, in milliseconds, before it looks again.
const SOON: u32 = 100;

/// A case that is looked at.
#[derive(Clone, Copy)]
pub struct Place {
    /// The case, as it is followed.
    pub case: Loaded<Case>,
    /// Where the API has it.
    pub address: Memo<String>,
    /// Whether whoever looks works on it.
    pub may_work: Memo<bool>,
}

impl Place {
    /// Reads something of the case.
    pub fn with<T: Default>(self, read: impl FnOnce(&Case) -> T) -> T {
        self.case
            .value
            .with(|case| case.as_ref().map(read).unwrap_or_default())
    }

    /// Follows a part of the case, which is drawn again only when it changes.
    pub fn part<T>(self, read: impl Fn(&Case) -> T + Send + Sync + 'static) -> Memo<T>
    where
        T: Default + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.with(&read))
    }
}

/// The case of the answer in the address.
#[component]
pub fn CasePage() -> impl IntoView {
    let session = Session::here();
    let shop = session.shop_of_page(words().cases.one_title);
    let answer = in_address("answer");
    let address = Memo::new(move |_| {
        api::of_shop(&shop.get(), &format!("cases/{}", api::part(&answer.get())))
    });
    let case = follow::<Case>(move || address.get());
    let may_work = Memo::new(move |_| session.follows_up(&shop.get()));
    let place = Place {
        case,
        address,
        may_work,
    };
    whole(case, "case", move || contents(place, shop))
}

fn contents(place: Place, shop: Memo<String>) -> AnyView {
    let words = &words().cases;
    let session = Session::here();
    let state = place.part(|case| {
        let of = &case.case;
        Some((of.state, of.due.clone(), of.is_overdue))
    });
    // What is read of it there is all in these three.
    let chips = move || {
        state.get()?;
        untrack(|| place.with(|case| page::with(|page| Some(super::state(page, &case.case)))))
    };
    let said = place.part(|case| Some((case.case.words.clone(), case.question.clone())));
    let words_of = move || {
        let (of, question) = said.get()?;
        let shop = shop.get_untracked();
        let asked = page::with(|page| {
            let (language, text) = page.pick(&question);
            (!text.is_empty()).then(|| foreign(language, text.to_owned()))
        });
        let texts: Vec<_> = of.texts.iter().map(|text| spoken(text, &of.lang)).collect();
        Some(view! {
            {asked.map(|asked| view! { <p class="soft">{words.asked}": "{asked}</p> })}
            {of.texts.is_empty().then(|| view! { <p class="what">{words.no_words}</p> })}
            {texts}
            {page::with(|page| context(page, &of, &shop))}
        })
    };
    view! {
        <div class="title">
            <p><bdi>{move || session.name(&shop.get())}</bdi><a href=move || shell::shop_address(&shop.get(), "cases")>{words.all}</a></p>
            <h1>{words.one}</h1>
            <p class="about">{chips}</p>
        </div>
        <div class="case">
            <section class="card said" aria-label=page::words().said.heading>{words_of}</section>
            {contact(place)}
            {move || place.may_work.get().then(|| work(place))}
            {thread(place)}
        </div>
    }
    .into_any()
}

/// How the customer can be reached.
fn contact(place: Place) -> impl IntoView {
    let words = &words().cases;
    let left = place.part(|case| (case.case.has_contact, case.contacts.clone()));
    let shown = move || match left.get() {
        (true, all) if all.is_empty() => view! { <p>{words.contact_hidden}</p> }.into_any(),
        (_, all) if all.is_empty() => view! { <p class="soft">{words.no_contact}</p> }.into_any(),
        (_, all) => all.iter().map(one_contact).collect::<Vec<_>>().into_any(),
    };
    view! { <section class="card contact" aria-labelledby="contact"><h2 id="contact">{words.contact}</h2>{shown}</section> }
}

fn one_contact(contact: &LeftContact) -> AnyView {
    let address = contact.address.clone();
    let way = match contact.channel.as_str() {
        "phone" => {
            let is_dialled = |c: &char| c.is_ascii_digit() || *c == '+';
            format!(
                "tel:{}",
                address.chars().filter(is_dialled).collect::<String>()
            )
        }
        _ => format!("mailto:{}", api::part(&address).replace("%40", "@")),
    };
    let copy = copy_button(Signal::stored(address.clone()), String::new());
    view! { <p class="beside"><a href=way><bdi dir="ltr">{address}</bdi></a>{copy}</p> }.into_any()
}

/// What can be changed: how far it is, whose it is, and until when.
fn work(place: Place) -> AnyView {
    let words = &words().cases;
    let work = Work::new(place);
    let state = place.part(|case| Some(case.case.state));
    let button = |of: CaseState| {
        let is_so = move || (state.get() == Some(of)).to_string();
        let come = move |_| work.change(move |change| change.state = of);
        view! { <button type="button" class="toggle" data-to=of.name() aria-pressed=is_so on:click=come>{name(words.states, of.name())}</button> }
    };
    let whose = place.part(|case| case.case.assignee.clone());
    let people = place.part(|case| case.people.clone());
    let options = move || {
        let nobody = (String::new(), words.nobody.to_owned());
        let all = people.get().into_iter().map(|one| (one.id, one.name));
        let option = |(id, called)| view! { <option value=id>{called}</option> };
        std::iter::once(nobody)
            .chain(all)
            .map(option)
            .collect::<Vec<_>>()
    };
    // Shows whose it is, whatever was chosen that was not taken.
    let select = NodeRef::<Select>::new();
    Effect::new(move || {
        people.with(Vec::len);
        let id = whose.with(|who| who.as_ref().map(|who| who.id.clone()));
        if !work.sending.is_busy.get()
            && let Some(select) = select.get()
        {
            select.set_value(&id.unwrap_or_default());
        }
    });
    let give = move |event: Targeted<Event, HtmlSelectElement>| {
        let id = Some(event.target().value()).filter(|id| !id.is_empty());
        work.change(move |change| change.assignee = id);
    };
    let me = place.part(|case| {
        case.people
            .iter()
            .find(|one| one.is_me)
            .map(|me| me.id.clone())
    });
    let is_mine = Memo::new(move |_| whose.with(|who| who.as_ref().is_some_and(|who| who.is_me)));
    let take = move || {
        let me = me.get().filter(|_| !is_mine.get())?;
        let take = move |_| {
            let me = me.clone();
            work.change(move |change| change.assignee = Some(me));
            // The button goes away with this.
            if let Some(select) = select.get_untracked() {
                drop(select.focus());
            }
        };
        Some(view! { <button type="button" class="button" on:click=take>{words.take}</button> })
    };
    let due = place.part(|case| case.case.due.clone().unwrap_or_default());
    let typed = RwSignal::new(String::new());
    Effect::new(move || typed.set(due.get()));
    let set_due = move |event: SubmitEvent| {
        event.prevent_default();
        let day = Some(typed.get_untracked()).filter(|day| !day.is_empty());
        work.change(move |change| change.due = day);
    };
    view! {
        <section class="card work" aria-labelledby="work">
            <h2 id="work">{words.work}</h2>
            {move || work.meanwhile.get().map(|told| view! { <p class="alert" role="alert">{told}</p> })}
            {work.sending.alert()}
            <div class="toggles" role="group" aria-label=words.state>{CaseState::ALL.map(button)}</div>
            <div class="field"><label for="assignee">{words.assignee}</label><select id="assignee" node_ref=select on:change:target=give>{options}</select></div>
            {take}
            <form class="field" on:submit=set_due>
                <label for="due">{words.due_day}</label>
                <div class="beside"><input id="due" type="date" aria-describedby="due-help" prop:value=move || typed.get() on:input:target=move |event| typed.set(event.target().value()) /><button type="submit" class="button">{words.set_due}</button></div>
                <p class="help" id="due-help">{words.due_means}</p>
            </form>
        </section>
    }
    .into_any()
}

/// Changes of a case on their way.
#[derive(Clone, Copy)]
struct Work {
    place: Place,
    sending: Sending,
    /// That somebody else was faster.
    meanwhile: RwSignal<Option<String>>,
    session: Session,
}

impl Work {
    fn new(place: Place) -> Work {
        Work {
            place,
            sending: Sending::new(),
            meanwhile: RwSignal::new(None),
            session: Session::here(),
        }
    }

    /// Sends the case as it is shown, but for this.
    fn change(self, change: impl FnOnce(&mut CaseChange) + 'static) {
        match self.sending.is_busy.try_get_untracked() {
            // It rests on what comes back.
            Some(true) => {
                Timeout::new(SOON, move || self.change(change)).forget();
                return;
            }
            Some(false) => {}
            None => return,
        }
        let shown = untrack(|| self.place.case.value.get()).map(|case| case.case);
        let Some(shown) = shown else {
            return;
        };
        let mut wanted = CaseChange {
            state: shown.state,
            assignee: shown.assignee.map(|who| who.id),
            due: shown.due,
        };
        change(&mut wanted);
        let (address, seen) = (
            self.place.address.get_untracked(),
            format!("\"{}\"", shown.revision),
        );
        let put = async move {
            match api::put_over::<Case>(&address, Some(&seen), &wanted).await {
                Err(Trouble::Refused {
                    edit: Some(edit), ..
                }) => Ok(Err(edit)),
                reply => reply.map(Ok),
            }
        };
        self.sending
            .run(put, move |reply: Result<Case, Edit>| match reply {
                Ok(case) => {
                    self.meanwhile.set(None);
                    self.session.spoken.set(words().cases.changed.to_owned());
                    self.place.case.put(case);
                }
                Err(edit) => {
                    let who = match edit.by.is_empty() {
                        true => words().frame.operator.to_owned(),
                        false => edit.by,
                    };
                    self.meanwhile
                        .set(Some(fill(words().cases.meanwhile, &[("who", &who)])));
                    self.place.case.refresh();
                }
            });
    }
}
