//! What must be right on the shop's pages: the tag, the origin, the policy.

use std::collections::BTreeSet;

use survey::check::{Check, CheckState, Says, Sentence};
use survey::{DAY, Millis};

use super::words::list;
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
            Some((origin, at)) => {
                let params = [("origin", origin.as_str()), ("ago", &at.to_string())];
                good("tag", *at, vec![Sentence::new(Says::TagLoaded, &params)])
            }
            None if self.is_known() => good("tag", None, vec![Sentence::new(Says::TagKnown, &[])]),
            None => found(
                "tag",
                CheckState::Waiting,
                vec![Sentence::new(
                    Says::TagWaiting,
                    &[("collector", self.collector)],
                )],
            ),
        };
        Check {
            paste: vec![tag],
            ..said
        }
    }

    pub(super) fn origin(&self) -> Check {
        let wrong = |says, params: &[_]| {
            found(
                "origin",
                CheckState::Wrong,
                vec![Sentence::new(says, params)],
            )
        };
        if self.shop.origins.is_empty() {
            return wrong(Says::OriginNone, &[]);
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
            return wrong(Says::OriginNull, &[]);
        }
        if !others.is_empty() {
            let listed = others.iter().filter(|origin| **origin != "null");
            return Check {
                paste: listed.map(|origin| format!("\"{origin}\"")).collect(),
                ..wrong(Says::OriginOthers, &[("origins", &list(&others))])
            };
        }
        if let Some((origin, at)) = pages.first() {
            let said = Sentence::new(Says::OriginListed, &[("origin", origin)]);
            return good("origin", *at, vec![said]);
        }
        if self.is_known() {
            let said = Sentence::new(Says::OriginKnown, &[]);
            return good("origin", None, vec![said]);
        }
        let origins = list(&self.shop.origins);
        let said = Sentence::new(Says::OriginWaiting, &[("origins", &origins)]);
        found("origin", CheckState::Waiting, vec![said])
    }

    /// Whether the pages' Content-Security-Policy lets everything through.
    pub(super) fn policy(&self) -> Check {
        if let Some(said) = self.blocked() {
            return self.with_policy(found("csp", CheckState::Wrong, said));
        }
        if let Some((shown, at)) = self.last(|one| one.what == "shown") {
            let params = [("origin", shown.origin.as_str()), ("ago", &at.to_string())];
            return good("csp", at, vec![Sentence::new(Says::CspShown, &params)]);
        }
        if self.has_stored("shown") {
            return good("csp", None, vec![Sentence::new(Says::CspKnown, &[])]);
        }
        let said = vec![self.silent(), Sentence::new(Says::CspParts, &[])];
        self.with_policy(found("csp", CheckState::Waiting, said))
    }

    /// What stops the widget, by what the latest page says or, where none can say it, by
    /// what pages fetched.
    fn blocked(&self) -> Option<Vec<Sentence>> {
        let all = self.seen.blocked.newest_first();
        let told = all.into_iter().map(|(one, at)| (one.clone(), at));
        let told = told.chain(self.half_fetched());
        let (blocked, at) = told.into_iter().find(|(_, at)| self.now - at < DAY)?;
        let lacks = match blocked.by.as_str() {
            "wasm" => Says::CspWasm,
            "glue" => Says::CspGlue,
            _ => Says::CspBook,
        };
        let page = format!("{}{}", blocked.origin, blocked.page);
        let params = [("page", page.as_str()), ("collector", self.collector)];
        Some(vec![
            Sentence::new(lacks, &params),
            Sentence::new(Says::CspAdd, &[("ago", &at.to_string())]),
        ])
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
    fn silent(&self) -> Sentence {
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
            let params = [
                ("origin", origin.as_str()),
                ("ago", &at.to_string()),
                ("collector", self.collector),
            ];
            return Sentence::new(Says::CspQuiet, &params);
        }
        let is_read = self.last(|one| one.what == "book").is_some();
        let says = if is_read {
            Says::CspRead
        } else {
            Says::CspWaiting
        };
        Sentence::new(says, &[])
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
