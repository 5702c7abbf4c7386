//! The parts of the program that come when a page needs them. A released console is cut at the
//! functions that `chunk!` makes: whoever opens it waits for what they came for, and what only
//! the pages of another chunk use comes while the browser is idle. Other forms of the console are
//! one piece, in which everything is there at once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::ChooseView;

use crate::answers::Answers;
use crate::api::Trouble;
use crate::cases::{CasePage, Cases};
use crate::coupons::Coupons;
use crate::editor::Editor;
use crate::installation::Installation;
use crate::journey::Journey;
use crate::notices::Notices;
use crate::people::{History, People};
use crate::prompts::NewPromptPage;
use crate::results::{Report, Results};
use crate::settings::{Account, NewShop, Settings};
use crate::signing::{Reset, TakeUp};
use crate::why::Why;
use crate::{parts, shell};

/// That a chunk did not come: the network is away, or a newer release has other files.
#[derive(Clone, Copy, Debug)]
pub struct Missing;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for Missing {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// What draws a page of a chunk, once that is there.
type Drawn<P> = Result<fn(P) -> AnyView, Missing>;

/// The pages of a chunk.
pub trait Pages: Copy + Send + 'static {
    /// Brings the chunk, unless it is there.
    fn bring() -> impl Future<Output = Drawn<Self>>;
}

macro_rules! chunk {
    ($(#[$meaning:meta])* $name:ident, $Page:ident { $($page:ident),* $(,)? }) => {
        $(#[$meaning])*
        #[derive(Clone, Copy, Debug)]
        pub enum $Page {
            $($page),*
        }

        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($name, fallible, wasm_split_path = leptos::wasm_split)]
        fn $name() -> Drawn<$Page> {
            Ok($Page::draw)
        }

        #[cfg(not(feature = "split"))]
        async fn $name() -> Drawn<$Page> {
            Ok($Page::draw)
        }

        impl $Page {
            fn draw(self) -> AnyView {
                match self {
                    $(Self::$page => $page().into_any()),*
                }
            }
        }

        impl Pages for $Page {
            fn bring() -> impl Future<Output = Drawn<Self>> {
                $name()
            }
        }
    };
}

chunk!(
    /// What came of the prompts in numbers.
    numbers, Numbers { Journey, Report, Results }
);
chunk!(
    /// What shoppers said, and what becomes of it.
    sayings, Sayings { Answers, CasePage, Cases }
);
chunk!(
    /// Writing prompts.
    editing, Editing { Editor, NewPromptPage, Why }
);
chunk!(
    /// What is set up seldom: the shop, its people and its tag.
    setting, Setting { Account, Coupons, History, Installation, NewShop, Notices, People, Reset, Settings, TakeUp }
);

/// A page of a chunk as a view of the router: its outline until the chunk is there.
#[derive(Clone)]
pub struct Later<P>(pub P);

impl<P: Pages> ChooseView for Later<P> {
    async fn choose(self) -> AnyView {
        let drawn = RwSignal::new(None);
        spawn_local(async move {
            let brought = P::bring().await;
            // Meanwhile the page may have been left.
            let _ = drawn.try_set(Some(brought));
        });
        let page = move || match drawn.get() {
            None => parts::bones(),
            Some(Ok(draw)) => draw(self.0),
            // A new page asks for the files that there are now.
            Some(Err(Missing)) => parts::failed(&Trouble::Unreachable, shell::reload),
        };
        page.into_any()
    }

    /// As soon as the address is known, and without waiting: the page shows that it waits.
    async fn preload(&self) {
        bring::<P>();
    }
}

fn bring<P: Pages>() {
    spawn_local(async {
        // If it does not come now, the page that needs it asks again.
        let _ = P::bring().await;
    });
}

/// Brings all chunks, so that no page has to be waited for.
pub fn bring_all() {
    bring::<Numbers>();
    bring::<Sayings>();
    bring::<Editing>();
    bring::<Setting>();
}
