//! The page's own events since the step was reached: of the dataLayer, and those of
//! `tillside('event')`.

use crate::json::Json;

/// The events as the loader tells them: a list of `[name, what came with it]`, the last
/// one last. The page makes them, so anything else in the list is passed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events(pub Json);

impl Events {
    /// Names and what came with them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Json)> + Clone {
        let list = match &self.0 {
            Json::Array(list) => list.as_slice(),
            _ => &[],
        };
        list.iter().filter_map(|event| match event {
            Json::Array(event) => match event.as_slice() {
                [Json::String(name), told, ..] => Some((name.as_str(), told)),
                [Json::String(name)] => Some((name.as_str(), &Json::Null)),
                _ => None,
            },
            _ => None,
        })
    }
}
