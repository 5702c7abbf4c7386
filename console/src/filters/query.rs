//! A filter as it stands in an address. No browser here.

/// What numbers can be filtered by, as the server names it, in the order of the page.
pub const DIMENSIONS: [&str; 7] = [
    "step",
    "device",
    "lang",
    "returning",
    "band",
    "variant",
    "version",
];

/// What the names of the shop's own attributes begin with, as the server has them.
pub const ATTRIBUTE: &str = "attribute.";

/// The days, from and to.
pub const DAYS: [&str; 2] = ["from", "to"];

/// What is asked for beside that where answers are looked for.
pub const BESIDE: [&str; 6] = ["prompt", "q", "tag", "starred", "contact", "test"];

/// What cases can be chosen by.
pub const OF_CASES: [&str; 4] = ["state", "whose", "overdue", "newest"];

/// What was chosen: names and values, none of them empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what of these names an address has. What else it has means nothing here.
    pub fn read(
        names: impl Iterator<Item = &'static str>,
        get: impl Fn(&str) -> Option<String>,
    ) -> Query {
        let chosen = names.filter_map(|name| Some((name.to_owned(), get(name)?)));
        Query(chosen.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// What was chosen of a name; empty where nothing was.
    pub fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Whether nothing of these names was chosen.
    pub fn is_empty_of(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.get(name).is_empty())
    }

    /// The same with another choice of one name; an empty one takes it away.
    pub fn with(&self, name: &str, value: &str) -> Query {
        let mut chosen = self.0.clone();
        match chosen.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => value.clone_into(old),
            None => chosen.push((name.to_owned(), value.to_owned())),
        }
        chosen.retain(|(_, value)| !value.is_empty());
        Query(chosen)
    }

    /// The same without what these names say.
    pub fn without(&self, names: &[&str]) -> Query {
        self.those(|name| !names.contains(&name))
    }

    /// The same with nothing but what these names say.
    pub fn only(&self, names: &[&str]) -> Query {
        self.those(|name| names.contains(&name))
    }

    fn those(&self, wanted: impl Fn(&str) -> bool) -> Query {
        let kept = self.0.iter().filter(|(name, _)| wanted(name));
        Query(kept.cloned().collect())
    }

    /// The names of the attributes that were chosen.
    pub fn attributes(&self) -> impl Iterator<Item = &String> {
        let names = self.0.iter().map(|(name, _)| name);
        names.filter(|name| name.starts_with(ATTRIBUTE))
    }

    /// As it stands behind an address, with its `?`; empty where nothing was chosen. `encode`
    /// writes a value so that it stays one.
    pub fn written(&self, encode: impl Fn(&str) -> String) -> String {
        let pairs = self
            .0
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let pairs: Vec<String> = pairs.collect();
        match pairs.is_empty() {
            true => String::new(),
            false => format!("?{}", pairs.join("&")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&'static str, &str)]) -> Query {
        let get = |name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Query::read(DIMENSIONS.into_iter().chain(DAYS), get)
    }

    #[test]
    fn an_address_keeps_what_is_known_and_not_empty() {
        let read = query(&[("device", "phone"), ("step", ""), ("colour", "red")]);
        assert_eq!(read.written(str::to_owned), "?device=phone");
        assert_eq!(query(&[]).written(str::to_owned), "");
    }

    #[test]
    fn a_choice_takes_the_place_of_the_one_before_and_an_empty_one_takes_it_away() {
        let phone = query(&[("device", "phone"), ("from", "2026-03-01")]);
        let tablet = phone.with("device", "tablet");
        assert_eq!(
            tablet.written(str::to_owned),
            "?device=tablet&from=2026-03-01"
        );
        assert!(tablet.with("device", "").is_empty_of(&["device"]));
        assert_eq!(tablet.without(&DAYS).get("from"), "");
        let pro = tablet.with("attribute.plan", "pro");
        assert_eq!(pro.attributes().collect::<Vec<_>>(), ["attribute.plan"]);
        assert_eq!(pro.only(&DAYS), tablet.only(&DAYS));
    }
}
