//! One shop as published. It is kept packed until somebody asks for it, and opened it keeps no more than what requests need time and again.

use super::packed::{Packed, Published};
use crate::collector::{book, encoded::Cache};
use std::collections::HashMap;
use std::io;
use std::sync::{Arc, OnceLock};
use survey::check::JOURNEY;
use survey::prompt::Prompt;
use survey::shop::Shop;

/// Which book of a shop it is. Two stores may give the same version to different books, but
/// not at the same moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// Grows with every publish.
    pub version: u64,
    /// When it was published, in milliseconds since 1970 by the clock of who did; 0 where
    /// that is not known.
    pub published_at: i64,
}

/// A shop's book, packed, and opened by the first who asks for it.
#[derive(Debug)]
pub struct Sealed {
    /// The shop's key.
    pub key: String,
    /// Which book it is.
    pub edition: Edition,
    /// The book.
    pub packed: Packed,
    open: OnceLock<Option<Arc<ShopBook>>>,
}

impl Sealed {
    /// Packs a book.
    ///
    /// # Errors
    /// As [`Packed::pack`].
    pub fn pack(published: &Published, edition: Edition) -> io::Result<Self> {
        let packed = Packed::pack(published)?;
        Ok(Sealed::from_packed(
            published.shop.key.clone(),
            edition,
            packed,
        ))
    }

    /// A book that was packed before.
    pub fn from_packed(key: String, edition: Edition, packed: Packed) -> Self {
        Sealed {
            key,
            edition,
            packed,
            open: OnceLock::new(),
        }
    }

    /// The book; `None` where this release cannot read what another one packed, which the
    /// first who asks logs.
    pub fn open(&self) -> Option<Arc<ShopBook>> {
        let open = || {
            let read = ShopBook::read(self.packed.clone(), self.edition.version);
            let said = read.inspect_err(|error| {
                tracing::error!(shop = self.key, %error, "the copy of a shop's book cannot be read; the store has to give it");
            });
            said.ok().map(Arc::new)
        };
        self.open.get_or_init(open).clone()
    }

    /// Whether somebody asked for it in vain.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.open.get(), Some(None))
    }
}

/// The versions of a prompt; each is read when somebody answers it.
type Versions = Vec<(u32, OnceLock<Option<Prompt>>)>;

/// An opened book.
#[derive(Debug)]
pub struct ShopBook {
    /// The shop without its prompts.
    pub facts: Shop,
    /// The book's version; grows with every publish.
    pub version: u64,
    /// The steps that prompts name, drafts among them.
    pub(crate) asked_at: Vec<String>,
    /// Every version of every prompt that was ever published, by the prompt's id.
    archive: HashMap<String, Versions>,
    packed: Packed,
    /// Book responses, ready to send.
    pub(crate) books: Cache<book::Key>,
    /// Loader responses for customers and for the shop's own people, ready to send.
    pub(crate) loaders: Cache<bool>,
}

impl ShopBook {
    fn read(packed: Packed, version: u64) -> io::Result<Self> {
        let published = packed.unpack()?;
        let mut archive = HashMap::<_, Vec<_>>::new();
        for prompt in published.archive() {
            let versions = archive.entry(prompt.id.clone()).or_default();
            versions.push((prompt.version, OnceLock::new()));
        }
        let mut facts = published.shop;
        let mut asked_at: Vec<String> = Vec::new();
        for step in facts.prompts.drain(..).flat_map(|(_, prompt)| prompt.steps) {
            if !asked_at.contains(&step) {
                asked_at.push(step);
            }
        }
        facts.prompts.shrink_to_fit();
        Ok(ShopBook {
            facts,
            version,
            asked_at,
            archive,
            packed,
            books: Cache::default(),
            loaders: Cache::default(),
        })
    }

    /// A shop whose every prompt was published, opened.
    #[cfg(test)]
    pub(crate) fn published_as(shop: Shop, version: u64) -> anyhow::Result<Arc<Self>> {
        let published = Published {
            shop,
            drafts: Vec::new(),
            older: Vec::new(),
        };
        let book = ShopBook::read(Packed::pack(&published)?, version)?;
        Ok(Arc::new(book))
    }

    /// All that was published; takes milliseconds for a large shop.
    ///
    /// # Errors
    /// As [`Packed::unpack`], though it was read before.
    pub fn published(&self) -> io::Result<Published> {
        self.packed.unpack()
    }

    /// Whether a step is one of those that every shop has, or that this one's file names.
    pub fn knows_step(&self, step: &str) -> bool {
        let own = self.facts.addresses.iter().map(|address| &address.step);
        JOURNEY.contains(&step) || self.asked_at.iter().chain(own).any(|known| known == step)
    }

    /// Whether any version of this prompt was ever published.
    pub fn knows_prompt(&self, id: &str) -> bool {
        self.archive.contains_key(id)
    }

    /// A version of a prompt, if it was ever published. Answers to paused and older prompts
    /// are checked against it.
    pub fn prompt(&self, id: &str, version: u32) -> Option<&Prompt> {
        let versions = self.archive.get(id)?;
        let (_, prompt) = versions.iter().find(|(known, _)| *known == version)?;
        prompt.get_or_init(|| self.find(id, version)).as_ref()
    }

    fn find(&self, id: &str, version: u32) -> Option<Prompt> {
        let published = self.published();
        let said = published.inspect_err(
            |error| tracing::error!(shop = self.facts.key, %error, "a book cannot be read again"),
        );
        let published = said.ok()?;
        let is_it = |prompt: &&Prompt| prompt.id == id && prompt.version == version;
        published.archive().find(is_it).cloned()
    }
}
