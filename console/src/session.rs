//! Who uses the console, and which shops are theirs.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use survey::console::{Me, Role};
use survey::results::ShopSummary;

use crate::api::{self, Trouble};
use crate::shell;
use crate::words::fill;

/// Where the last shop that was looked at is remembered.
const LAST_SHOP: &str = "tillside-shop";

/// What every page knows of who looks at it. Copies share the same state.
#[derive(Clone, Copy, Debug)]
pub struct Session {
    /// Who is signed in; `None` until the server said so.
    pub me: RwSignal<Option<Me>>,
    /// The shops of this person; `None` until the server named them.
    pub shops: RwSignal<Option<Vec<ShopSummary>>>,
    /// Why nothing can be shown; `None` if it can.
    pub trouble: RwSignal<Option<Trouble>>,
    /// Whether the first account shall be made later.
    pub later: RwSignal<bool>,
    /// What a screen reader is told.
    pub spoken: RwSignal<String>,
    /// Whether a page was left already. The first one shows what it is like at once, in place
    /// of what stood there before the program ran.
    pub is_begun: StoredValue<bool>,
}

/// What a page for signed-in people shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is known yet.
    Loading,
    /// Nobody is signed in.
    SignedOut,
    /// Nobody has an account on this server yet.
    SetUp,
    /// The server cannot be asked.
    Failed(Trouble),
    /// The page itself.
    Inside,
}

/// A part of the address; empty where it is missing.
pub fn in_address(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

impl Session {
    /// A session of which nothing is known yet.
    pub fn new() -> Self {
        Self {
            me: RwSignal::new(None),
            shops: RwSignal::new(None),
            trouble: RwSignal::new(None),
            later: RwSignal::new(false),
            spoken: RwSignal::new(String::new()),
            is_begun: StoredValue::new(false),
        }
    }

    /// The session of this console.
    pub fn here() -> Self {
        expect_context()
    }

    /// The key of the shop in the address, whose page gets this title: `{shop}` in it stands for
    /// the name.
    pub fn shop_of_page(self, title: &'static str) -> Memo<String> {
        let shop = in_address("shop");
        Effect::new(move || {
            let name = self.name(&shop.get()).unwrap_or_default();
            shell::set_title(&fill(title, &[("shop", &name)]));
        });
        shop
    }

    /// The key of the shop and the id of the prompt in the address, whose page gets this title:
    /// `{prompt}` in it stands for the id.
    pub fn prompt_of_page(self, title: &'static str) -> (Memo<String>, Memo<String>) {
        let prompt = in_address("prompt");
        Effect::new(move || shell::set_title(&fill(title, &[("prompt", &prompt.get())])));
        (in_address("shop"), prompt)
    }

    /// Asks who is signed in.
    pub fn load(self) {
        spawn_local(async move {
            match self.ask().await {
                Ok((me, shops)) => {
                    self.shops.set(Some(shops));
                    self.me.set(Some(me));
                    self.trouble.set(None);
                }
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }

    /// Shows what whoever just signed in may see.
    pub fn begin(self) {
        self.trouble.set(None);
        self.load();
    }

    async fn ask(self) -> Result<(Me, Vec<ShopSummary>), Trouble> {
        let me: Me = api::get("/console/api/me").await?;
        Ok((me, api::get("/console/api/shops").await?))
    }

    /// Shows how to sign in; what was known is forgotten.
    pub fn end(self) {
        self.me.set(None);
        self.shops.set(None);
        self.trouble.set(Some(Trouble::SignedOut));
    }

    /// Signs out, here or on every device.
    pub fn sign_out(self, everywhere: bool) {
        let address = match everywhere {
            true => "/console/api/sign-out-everywhere",
            false => "/console/api/sign-out",
        };
        spawn_local(async move {
            match api::post::<()>(address, &()).await {
                Ok(()) | Err(Trouble::SignedOut) => self.end(),
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }

    /// What is shown to whoever looks; the first account is asked for where the console begins.
    pub fn stage(self, is_start: bool) -> Stage {
        match (self.trouble.get(), self.me.get()) {
            (Some(Trouble::SignedOut), _) => Stage::SignedOut,
            (Some(trouble), None) => Stage::Failed(trouble),
            (_, Some(me)) if is_start && me.needs_setup && !self.later.get() => Stage::SetUp,
            (_, Some(_)) => Stage::Inside,
            (None, None) => Stage::Loading,
        }
    }

    /// The name of a shop.
    pub fn name(self, shop: &str) -> Option<String> {
        self.of(shop, |shop| shop.name.clone())
    }

    /// What this person may do in a shop; nothing in one that is not theirs.
    pub fn role(self, shop: &str) -> Option<Role> {
        self.of(shop, |shop| shop.role)
    }

    /// Whether this person may do what needs at least this role.
    pub fn may(self, shop: &str, least: Role) -> bool {
        self.role(shop).is_some_and(|role| role >= least)
    }

    /// Whether this person works on cases of a shop.
    pub fn follows_up(self, shop: &str) -> bool {
        self.role(shop).is_some_and(Role::follows_up)
    }

    /// The page of a shop with which this person begins.
    pub fn start(self, shop: &str) -> &'static str {
        start(self.role(shop))
    }

    fn of<T>(self, shop: &str, what: impl Fn(&ShopSummary) -> T) -> Option<T> {
        self.shops.with(|shops| {
            let mut shops = shops.iter().flatten();
            shops.find(|one| one.key == shop).map(what)
        })
    }

    /// The shop to begin with: the last one that was looked at, else the first.
    pub fn first_shop(self) -> Option<String> {
        let last = shell::remembered(LAST_SHOP).unwrap_or_default();
        let first = || {
            self.shops
                .with(|all| Some(all.as_ref()?.first()?.key.clone()))
        };
        self.of(&last, |shop| shop.key.clone()).or_else(first)
    }

    /// Remembers the shop that is looked at.
    pub fn remember(self, shop: &str) {
        shell::remember(LAST_SHOP, shop);
    }
}

/// The page of a shop with which somebody of a role begins.
pub fn start(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Support) => "cases",
        _ => "prompts",
    }
}
