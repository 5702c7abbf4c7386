//! The parts of the program that come when a page needs them. A released console is cut at the
//! functions that [`chunk!`] makes: whoever opens it waits for what they came for, and what only
//! the pages of another chunk use comes while the browser is idle. Other forms of the console are
//! one piece, in which everything is there at once.

use leptos::prelude::*;
use leptos::task::spawn_local;

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

/// A chunk with its pages. The function brings it and says how they are drawn.
macro_rules! chunk {
    ($(#[$meaning:meta])* $name:ident, $Page:ident { $($page:ident),* $(,)? }) => {
        $(#[$meaning])*
        #[derive(Clone, Copy, Debug)]
        pub enum $Page {
            $($page),*
        }

        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($name, fallible, wasm_split_path = leptos::wasm_split)]
        pub fn $name() -> Drawn<$Page> {
            Ok($Page::draw)
        }

        #[cfg(not(feature = "split"))]
        pub async fn $name() -> Drawn<$Page> {
            Ok($Page::draw)
        }

        impl $Page {
            fn draw(self) -> AnyView {
                match self {
                    $(Self::$page => $page().into_any()),*
                }
            }
        }
    };
}

chunk!(
    /// What came of the prompts: numbers, words and cases.
    insight, Insight { Answers, CasePage, Cases, Journey, Report, Results }
);
chunk!(
    /// Writing prompts.
    editing, Editing { Editor, NewPromptPage, Why }
);
chunk!(
    /// What is set up seldom: the shop, its people and its tag.
    setting, Setting { Account, Coupons, History, Installation, NewShop, Notices, People, Reset, Settings, TakeUp }
);

/// A page of a chunk as soon as that is there; until then the outline of a page.
pub fn later<P, F>(bring: fn() -> F, page: P) -> AnyView
where
    P: Copy + Send + 'static,
    F: Future<Output = Drawn<P>> + 'static,
{
    let drawn = RwSignal::new(None);
    spawn_local(async move {
        let brought = bring().await;
        // Meanwhile the page may have been left.
        let _ = drawn.try_set(Some(brought));
    });
    let page = move || match drawn.get() {
        None => parts::bones(),
        Some(Ok(draw)) => draw(page),
        // A new page asks for the files that there are now.
        Some(Err(Missing)) => parts::failed(&Trouble::Unreachable, shell::reload),
    };
    page.into_any()
}

/// Brings all chunks, so that no page has to be waited for. What does not come now is asked for
/// again by the page that needs it.
pub fn bring_all() {
    spawn_local(async {
        let _ = insight().await;
        let _ = editing().await;
        let _ = setting().await;
    });
}
