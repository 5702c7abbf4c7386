//! What must be right on the shop's pages: the tag, the origin, the policy.

use std::collections::BTreeSet;

use survey::check::{Check, CheckState};
use survey::{DAY, Millis};

use super::words::{ago, list};
use super::{Facts, Happened, found, good};
use crate::collector::parts::{Part, TOGETHER};
use crate::collector::sightings::Blocked;

/// How soon a page that loaded the tag is heard of again, if nothing is in the way.
const SOON: Millis = 10_000;

impl Facts<'_> {
    pub(super) fn tag(&self) -> Check {
        let tag = format!(
            r#"<script async crossorigin src="{}/s/{}.js"></script>"#,
            self.collector, self.shop.key
        );
        let loaded = self.seen.tags.newest_first();
        let said = match loaded.first() {
            Some((origin, at)) => good(
                "tag",
                *at,
                format!("A page of {origin} loaded it {}.", ago(*at, self.now)),
            ),
            None if self.is_known() => good(
                "tag",
                None,
                "No page has loaded it since the server started, but visits of the last week \
                 are known."
                    .to_owned(),
            ),
            None => found(
                "tag",
                CheckState::Waiting,
                format!(
                    "No page has loaded it yet. Paste it into every page of the shop and open \
                     one. If it is there already, the page's Content-Security-Policy may refuse \
                     it: {} has to be in script-src.",
                    self.collector
                ),
            ),
        };
        Check {
            paste: vec![tag],
            ..said
        }
    }

    pub(super) fn origin(&self) -> Check {
        if self.shop.origins.is_empty() {
            let says = "The shop's file lists no origin, so nothing is taken from any page. Add \
                        the shop's own to `origins`, such as https://shop.example, and import \
                        the file again.";
            return found("origin", CheckState::Wrong, says.to_owned());
        }
        let pages = self.seen.tags.newest_first();
        let refused = self.seen.refused.newest_first();
        let others: BTreeSet<&str> = pages
            .iter()
            .chain(&refused)
            .filter(|(origin, at)| !self.shop.allows_origin(origin) && self.now - at < DAY)
            .map(|(origin, _)| origin.as_str())
            .collect();
        let others: Vec<&str> = others.into_iter().collect();
        if others == ["null"] {
            let says = "A page without an origin has the tag: one that was opened as a file, or \
                        that stands in a sandboxed frame. Nothing is taken from it. Open the \
                        page under the shop's address.";
            return found("origin", CheckState::Wrong, says.to_owned());
        }
        if !others.is_empty() {
            let says = format!(
                "The tag is on pages of {}, and the shop's file does not list that, so nothing \
                 is taken from there. If the pages are yours, add this to `origins` and import \
                 the file again. If not, somebody copied the tag; then there is nothing to do.",
                list(&others)
            );
            let listed = others.iter().filter(|origin| **origin != "null");
            return Check {
                paste: listed.map(|origin| format!("\"{origin}\"")).collect(),
                ..found("origin", CheckState::Wrong, says)
            };
        }
        if let Some((origin, at)) = pages.first() {
            let says = format!("The shop's file lists {origin}, where the tag was loaded.");
            return good("origin", *at, says);
        }
        if self.is_known() {
            let says = "Events of the last week came from pages that the shop's file lists.";
            return good("origin", None, says.to_owned());
        }
        let says = format!(
            "Known as soon as a page has loaded the tag. The shop's file lists {}.",
            list(&self.shop.origins)
        );
        found("origin", CheckState::Waiting, says)
    }

    /// Whether the pages' Content-Security-Policy lets everything through.
    pub(super) fn policy(&self) -> Check {
        let says = match self.blocked() {
            Some(says) => {
                let wrong = found("csp", CheckState::Wrong, says);
                return self.with_policy(wrong);
            }
            None => self.silent(),
        };
        let shown = self.last(|one| one.what == "shown");
        if let Some((shown, at)) = shown {
            let says = format!(
                "A question was shown on a page of {} {}, so nothing there is in the way.",
                shown.origin,
                ago(at, self.now)
            );
            return good("csp", at, says);
        }
        if self.has_stored("shown") {
            let says = "Questions were shown in the last week, so nothing is in the way.";
            return good("csp", None, says.to_owned());
        }
        self.with_policy(found("csp", CheckState::Waiting, says))
    }

    /// What stops the widget, by what the latest page says or, where none can say it, by
    /// what pages fetched.
    fn blocked(&self) -> Option<String> {
        let all = self.seen.blocked.newest_first();
        let told = all.into_iter().map(|(one, at)| (one.clone(), at));
        let told = told.chain(self.half_fetched());
        let (blocked, at) = told.into_iter().find(|(_, at)| self.now - at < DAY)?;
        let lacks = match blocked.by.as_str() {
            "wasm" => {
                "would not compile the card: 'wasm-unsafe-eval' is missing in script-src".to_owned()
            }
            "glue" => format!(
                "would not load the card's script: {} is missing in script-src",
                self.collector
            ),
            _ => format!(
                "would not fetch the questions: {} is missing in connect-src, or an extension \
                 of the browser blocks it",
                self.collector
            ),
        };
        let page = match blocked.page.as_str() {
            "" => format!("A page of {}", blocked.origin),
            page => format!("{}{page}", blocked.origin),
        };
        Some(format!(
            "{page} {lacks}. That was {}. Add the parts below to the Content-Security-Policy of \
             that page. This turns green as soon as a question was shown there.",
            ago(at, self.now)
        ))
    }

    /// Pages that fetched one part of the card and not the other. Since then nothing may
    /// have come from there that needs both, or what the other one needs.
    fn half_fetched(&self) -> Option<(Blocked, Millis)> {
        let halves = self.seen.parts.halves(self.now);
        let halves = halves.filter(|(origin, part, at)| {
            let proves = |one: &Happened| {
                one.origin == *origin && (*part == Part::Wasm || one.what == "shown")
            };
            let since = self
                .last(proves)
                .is_some_and(|(_, then)| then > at - TOGETHER);
            self.shop.allows_origin(origin) && !since
        });
        let (origin, part, at) = halves.max_by_key(|(.., at)| *at)?;
        let blocked = Blocked {
            by: match part {
                Part::Glue => "glue",
                Part::Wasm => "book",
            }
            .to_owned(),
            origin: origin.to_owned(),
            page: String::new(),
        };
        Some((blocked, at))
    }

    /// What can be said before a question was shown.
    fn silent(&self) -> String {
        let heard = |origin: &str, since| {
            self.last(|one| one.origin == origin)
                .is_some_and(|(_, at)| at >= since)
        };
        let pages = self.seen.tags.newest_first();
        let quiet = pages.iter().find(|(origin, at)| {
            let is_ours = self.shop.allows_origin(origin) && self.live_steps().next().is_some();
            is_ours && self.now - at > SOON && !heard(origin, *at)
        });
        if let Some((origin, at)) = quiet {
            return format!(
                "A page of {origin} loaded the tag {}, and nothing was heard from it since. \
                 That is usual where the page has no step or the visitor has not agreed yet; \
                 else its Content-Security-Policy keeps the tag from reaching {}. If it has \
                 one, it needs these parts.",
                ago(*at, self.now),
                self.collector
            );
        }
        if self.last(|one| one.what == "book").is_some() {
            return "The book was read, so connect-src is right. The rest shows with the first \
                    question. If the pages send a Content-Security-Policy, it needs these parts."
                .to_owned();
        }
        "Shows with the first question. If the pages send a Content-Security-Policy, it needs \
         these parts."
            .to_owned()
    }

    fn with_policy(&self, check: Check) -> Check {
        Check {
            paste: vec![
                format!("script-src {} 'wasm-unsafe-eval'", self.collector),
                format!("connect-src {}", self.collector),
            ],
            ..check
        }
    }
}
