//! The state of the page and the root of what is drawn. How the parts look is in
//! `view`.

use leptos::prelude::*;
use leptos::task::spawn_local;
use survey::check::Check;
use survey::results::{ShopResults, ShopSummary};

use crate::api::{self, Trouble};
use crate::page::{self, Page};
use crate::turn::Turns;
use crate::words::fill;
use crate::{clock, shell, view};

/// Everything that changes on the page. Copies share the same state.
#[derive(Clone, Copy)]
pub struct Console {
    /// Words and formats.
    pub page: StoredValue<Page, LocalStorage>,
    /// The shops that may be chosen; `None` until the server named them.
    pub shops: RwSignal<Option<Vec<ShopSummary>>>,
    /// The key of the chosen shop.
    pub chosen: RwSignal<Option<String>>,
    /// The latest results of the chosen shop.
    pub results: RwSignal<Option<ShopResults>>,
    /// What the installation check of the chosen shop found last.
    pub checks: RwSignal<Option<Vec<Check>>>,
    /// When they arrived, in milliseconds since the epoch.
    pub at: RwSignal<f64>,
    /// Why the latest request failed; `None` if it did not.
    pub trouble: RwSignal<Option<Trouble>>,
    /// What a screen reader is told.
    pub spoken: RwSignal<String>,
    /// Whether a request is under way, and whether its reply still counts.
    turns: StoredValue<Turns>,
}

/// What the page shows below its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is known yet.
    Loading,
    /// Nobody is signed in.
    SignedOut,
    /// Nothing could be loaded.
    Failed(Trouble),
    /// There is no shop.
    NoShop,
    /// There are results, perhaps old ones.
    Numbers,
    /// There are checks, perhaps old ones.
    Checks,
}

/// What was loaded of a shop.
enum Loaded {
    Nothing,
    Results(ShopResults),
    Checks(Vec<Check>),
}

impl Console {
    fn new() -> Console {
        Console {
            page: StoredValue::new_local(Page::new()),
            shops: RwSignal::new(None),
            chosen: RwSignal::new(None),
            results: RwSignal::new(None),
            checks: RwSignal::new(None),
            at: RwSignal::new(0.0),
            trouble: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            turns: StoredValue::new(Turns::default()),
        }
    }

    fn stage(self) -> Stage {
        match self.trouble.get() {
            Some(Trouble::SignedOut) => Stage::SignedOut,
            Some(trouble) if !self.has_content() => Stage::Failed(trouble),
            _ if self
                .shops
                .with(|shops| shops.as_ref().is_some_and(Vec::is_empty)) =>
            {
                Stage::NoShop
            }
            _ if self.checks.with(Option::is_some) => Stage::Checks,
            _ if self.results.with(Option::is_some) => Stage::Numbers,
            _ => Stage::Loading,
        }
    }

    fn has_content(self) -> bool {
        self.results.with(Option::is_some) || self.checks.with(Option::is_some)
    }

    /// The name of the chosen shop.
    pub fn shop_name(self) -> Option<String> {
        let chosen = self.chosen.get()?;
        self.shops.with(|shops| {
            let shop = shops.iter().flatten().find(|shop| shop.key == chosen)?;
            Some(shop.name.clone())
        })
    }

    /// Asks for the numbers again, unless that is already under way. `aloud` is for
    /// readers who asked for it themselves.
    pub fn refresh(self, aloud: bool) {
        let Some(turn) = self.turns.try_update_value(Turns::begin).flatten() else {
            return;
        };
        spawn_local(async move {
            let loaded = self.load(turn).await;
            // Meanwhile another shop may have been chosen, or the session ended.
            if self.turns.try_update_value(|turns| turns.end(turn)) != Some(true) {
                return;
            }
            match loaded {
                Ok(loaded) => self.show(loaded, aloud),
                Err(trouble) => self.put_trouble(Some(trouble)),
            }
        });
    }

    async fn load(self, turn: u32) -> Result<Loaded, Trouble> {
        // A console without a shop looks for one each time.
        if self
            .shops
            .with_untracked(|shops| shops.as_ref().is_none_or(Vec::is_empty))
        {
            let shops = api::shops().await?;
            if !self.turns.with_value(|turns| turns.is_current(turn)) {
                return Ok(Loaded::Nothing);
            }
            let wanted = shell::shop_in_address();
            let known = shops.iter().find(|shop| Some(&shop.key) == wanted.as_ref());
            self.chosen
                .set(known.or(shops.first()).map(|shop| shop.key.clone()));
            self.shops.set(Some(shops));
        }
        match self.chosen.get_untracked() {
            Some(key) if shell::is_check() => api::checks(&key).await.map(Loaded::Checks),
            Some(key) => api::results(&key).await.map(Loaded::Results),
            None => Ok(Loaded::Nothing),
        }
    }

    fn show(self, loaded: Loaded, aloud: bool) {
        self.at.set(page::now());
        self.put_trouble(None);
        if aloud {
            let time = self
                .page
                .with_value(|page| page.time(self.at.get_untracked()));
            let refreshed = self.page.with_value(|page| page.words.refreshed);
            self.spoken.set(fill(refreshed, &[("time", &time)]));
        }
        match loaded {
            Loaded::Results(results) => put(self.results, results),
            Loaded::Checks(checks) => {
                self.tell_news(&checks);
                put(self.checks, checks);
            }
            Loaded::Nothing => {}
        }
    }

    /// Tells a screen reader which checks have come to another state.
    fn tell_news(self, checks: &[Check]) {
        let news = self.checks.with_untracked(|old| {
            let old = old.iter().flatten();
            self.page.with_value(|page| {
                let news = old.zip(checks).filter(|(old, new)| old.state != new.state);
                let told = news.map(|(_, new)| view::in_words(page.words, new));
                told.collect::<Vec<_>>().join(" ")
            })
        });
        if !news.is_empty() {
            self.spoken.set(news);
        }
    }

    /// Notes what went wrong, or that all is well again.
    pub fn put_trouble(self, trouble: Option<Trouble>) {
        if self.trouble.get_untracked() != trouble {
            self.trouble.set(trouble);
        }
    }

    /// Shows another shop.
    pub fn choose(self, key: String) {
        shell::put_shop_in_address(&key);
        self.turns.update_value(Turns::pass);
        self.forget();
        self.trouble.set(None);
        self.chosen.set(Some(key));
        self.refresh(false);
    }

    fn forget(self) {
        self.results.set(None);
        self.checks.set(None);
    }

    /// Ends the session and shows how to begin one.
    pub fn sign_out(self) {
        spawn_local(async move {
            match api::sign_out().await {
                Ok(()) | Err(Trouble::SignedOut) => {
                    // Numbers that are still on their way must not come back to the page.
                    self.turns.update_value(Turns::pass);
                    self.forget();
                    self.shops.set(None);
                    self.chosen.set(None);
                    self.put_trouble(Some(Trouble::SignedOut));
                }
                Err(trouble) => self.put_trouble(Some(trouble)),
            }
        });
    }
}

/// Changes what is shown only where it is another.
fn put<T: PartialEq + Send + Sync + 'static>(shown: RwSignal<Option<T>>, new: T) {
    if shown.with_untracked(|old| old.as_ref() != Some(&new)) {
        shown.set(Some(new));
    }
}

/// The page.
#[component]
pub fn App() -> impl IntoView {
    let console = Console::new();
    let stage = Memo::new(move |_| console.stage());
    Effect::new(move || shell::show_skeleton(stage.get() == Stage::Loading));
    Effect::new(move || {
        let words = console.page.with_value(|page| page.words);
        let title = match shell::is_check() {
            true => words.check_title,
            false => words.title,
        };
        let name = console.shop_name();
        let title = name.map(|name| fill(title, &[("shop", &name)]));
        shell::set_title(title.as_deref().unwrap_or(words.brand));
    });
    console.refresh(false);
    clock::run(move || {
        // Who signed out on purpose must not be asked about every few seconds.
        if console.trouble.get_untracked() != Some(Trouble::SignedOut) {
            console.refresh(false);
        }
    });

    view! {
        {view::header(console, stage)}
        {move || match stage.get() {
            Stage::Loading => ().into_any(),
            Stage::SignedOut => view::sign_in(console),
            Stage::Failed(trouble) => view::failed(console, trouble),
            Stage::NoShop => console.page.with_value(view::no_shop),
            Stage::Numbers => view::numbers(console),
            Stage::Checks => view::checks(console),
        }}
    }
}
