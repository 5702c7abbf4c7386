//! What a check says: the one table of its sentences. The console has each in every language of
//! its own; the English that the server sends along is made of the same parts.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Writes the enum of sentences and the table behind it from the same lines.
macro_rules! table {
    ($($name:ident $code:literal $sentence:literal;)*) => {
        /// What can be said of an installation. The code never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Says { $(#[doc = concat!("Code `", $code, "`.")] $name,)* }

        /// Every code with its sentence, in which `{name}` stands for a parameter.
        pub const TABLE: &[(&str, &str)] = &[$(($code, $sentence),)*];
    };
}

table! {
    TagLoaded "tag_loaded" "A page of {origin} loaded it {ago}.";
    TagKnown "tag_known" "No page has loaded it since the server started, but visits of the last week are known.";
    TagWaiting "tag_waiting" "No page has loaded it yet. Paste it into every page of the shop and open one. If it is there already, the page's Content-Security-Policy may refuse it: {collector} has to be in script-src.";
    OriginNone "origin_none" "The shop lists no origin, so nothing is taken from any page. Add the shop's own in the settings, such as https://shop.example.";
    OriginNull "origin_null" "A page without an origin has the tag: one that was opened as a file, or that stands in a sandboxed frame. Nothing is taken from it. Open the page under the shop's address.";
    OriginOthers "origin_others" "The tag is on pages of {origins}, which the shop does not list, so nothing is taken from there. If the pages are yours, add this in the settings or to `origins` in the shop's file. If not, somebody copied the tag; then there is nothing to do.";
    OriginListed "origin_listed" "The shop lists {origin}, where the tag was loaded.";
    OriginKnown "origin_known" "Events of the last week came from pages that the shop lists.";
    OriginWaiting "origin_waiting" "Known as soon as a page has loaded the tag. The shop lists {origins}.";
    CspWasm "csp_wasm" "{page} would not compile the card: 'wasm-unsafe-eval' is missing in script-src.";
    CspGlue "csp_glue" "{page} would not load the card's script: {collector} is missing in script-src.";
    CspBook "csp_book" "{page} would not fetch the questions: {collector} is missing in connect-src, or an extension of the browser blocks it.";
    CspAdd "csp_add" "That was {ago}. Add the parts below to the Content-Security-Policy of that page. This turns green as soon as a question was shown there.";
    CspShown "csp_shown" "A question was shown on a page of {origin} {ago}, so nothing there is in the way.";
    CspKnown "csp_known" "Questions were shown in the last week, so nothing is in the way.";
    CspQuiet "csp_quiet" "A page of {origin} loaded the tag {ago}, and nothing was heard from it since. That is usual where the page has no step or the visitor has not agreed yet; else its Content-Security-Policy keeps the tag from reaching {collector}.";
    CspRead "csp_read" "The questions were read, so connect-src is right. The rest shows with the first question.";
    CspWaiting "csp_waiting" "Shows with the first question.";
    CspParts "csp_parts" "If the pages send a Content-Security-Policy, it needs these parts.";
    StepSeen "step_seen" "Seen {ago} on {origin}.";
    StepKnown "step_known" "Seen in the last week.";
    StepUnseen "step_unseen" "Not yet in {langs}.";
    StepWaiting "step_waiting" "Not seen yet. Open {step}. It is recognised by the attribute `{attribute}` on an element, or by this line.";
    StepEvent "step_event" "The event `{event}` in the dataLayer tells it as well.";
    StepRules "step_rules" "So do the addresses and elements that the shop's file or platform gives for it.";
    StepAddresses "step_addresses" "So would an entry of `addresses` in the shop's file.";
    StepConsent "step_consent" "Nothing is seen before the visitor has agreed.";
    StepUnmeasured "step_unmeasured" "This shop does not measure steps, so only a question that may be asked there shows it.";
    StepUnasked "step_unasked" "No question is asked there for now.";
    BookNone "book_none" "Version {version} is published, but no question in it is live, so nothing is asked. Publish one.";
    BookLive "book_live" "Version {version} is published. Live questions: {n}.";
    BookRead "book_read" "It was read {ago} at {step} in {lang} by a page of {origin}.";
    BookShown "book_shown" "Questions were shown in the last week.";
    BookUnread "book_unread" "No page has read it yet. That happens where something may be asked: {steps}. Who was asked before is not asked again; try it in a private window.";
    AnswersLast "answers_last" "The last one was accepted {ago} at {step} in {lang}, from {origin}.";
    AnswersKnown "answers_known" "Answers were accepted in the last week.";
    AnswersShown "answers_shown" "None yet. A question was last shown {ago}.";
    AnswersNone "answers_none" "None yet. Go through the shop as a customer and answer what you are asked; it is counted like any other answer.";
}

/// One sentence of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// Its code, of [`TABLE`].
    pub code: String,
    /// What it speaks of: `ago` is a time in milliseconds since 1970-01-01; `step`, `steps`,
    /// `lang` and `langs` are as in the book; several stand with commas, `…` for others and `*`
    /// for any step. An `origin` that is empty is a server's.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
}

impl Sentence {
    /// With what it speaks of.
    pub fn new(says: Says, params: &[(&str, &str)]) -> Self {
        let params = params.iter();
        Sentence {
            code: TABLE[says as usize].0.to_owned(),
            params: params
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        }
    }
}
