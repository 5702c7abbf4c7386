//! A shop as it was published, as compressed JSON: a small part of what it is when it is read. It does not know what of it is asked for.

use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};
use std::io::{self, Read};
use std::sync::Arc;
use survey::json::{DecodeError, Decoded, Json};
use survey::prompt::Prompt;
use survey::shop::Shop;

/// What was published of a shop.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The shop with its prompts in their newest version, in all languages.
    pub shop: Shop,
    /// Ids of prompts of the shop that were never published in the version that it has.
    pub drafts: Vec<String>,
    /// The versions that were published before and that the shop no longer has. Answers to
    /// them are checked against them.
    pub older: Vec<Prompt>,
}

impl Published {
    /// Every version of every prompt that was ever published.
    pub fn archive(&self) -> impl Iterator<Item = &Prompt> {
        let newest = self.shop.prompts.iter().map(|(_, prompt)| prompt);
        newest
            .filter(|prompt| !self.drafts.contains(&prompt.id))
            .chain(&self.older)
    }

    fn decode(json: &Json) -> Decoded<Self> {
        Ok(Published {
            shop: json.field("shop", Shop::decode)?,
            drafts: json.list("drafts", Json::string)?,
            older: json.list("older", Prompt::decode)?,
        })
    }

    fn encode(&self) -> Json {
        Json::object([
            ("shop", self.shop.encode()),
            ("drafts", Json::array(self.drafts.iter().map(Json::from))),
            ("older", Json::array(self.older.iter().map(Prompt::encode))),
        ])
    }
}

/// Its compressed form; clones share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed(Arc<[u8]>);

impl Packed {
    /// What was read from a copy.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Packed(bytes.into())
    }

    /// As it is written to a copy.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Compresses a shop.
    ///
    /// # Errors
    /// If it has no form in JSON, which no decoded shop is without.
    pub fn pack(published: &Published) -> io::Result<Self> {
        let json = serde_json::to_vec(&published.encode())?;
        let mut packed = Vec::new();
        ZlibEncoder::new(json.as_slice(), Compression::fast()).read_to_end(&mut packed)?;
        Ok(Packed(packed.into()))
    }

    /// Reads the shop; takes milliseconds for a large one.
    ///
    /// # Errors
    /// When the bytes are damaged, or of another release that wrote what this one cannot read.
    pub fn unpack(&self) -> io::Result<Published> {
        let mut json = Vec::new();
        ZlibDecoder::new(&*self.0).read_to_end(&mut json)?;
        let json: Json = serde_json::from_slice(&json)?;
        let other = |error: DecodeError| io::Error::other(error.to_string());
        Published::decode(&json).map_err(other)
    }
}
