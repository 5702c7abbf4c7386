//! Holds the rules of shops against the answers of a batch and notes what they find. Nobody is
//! told here: that takes a network, for which the drain must not wait.

use crate::notices::watch::Watch;
use crate::store::askings::Changed;
use crate::store::{Connection, StoreError, rules};

/// Looks at the answers of the shops that have rules.
///
/// # Errors
/// If the store fails.
pub(super) fn look(
    store: &Connection,
    ruled: &[String],
    changed: &[Changed],
    now: i64,
) -> Result<(), StoreError> {
    for shop in ruled {
        let rules = match rules::all(store, shop) {
            Err(error @ StoreError::Unreadable { .. }) => {
                tracing::error!(%error, shop, "the rules of a shop cannot be read; nobody is told");
                continue;
            }
            rules => rules?,
        };
        let here: Vec<_> = changed
            .iter()
            .map(|changed| &changed.asked)
            .filter(|asked| asked.shop == *shop)
            .collect();
        for (id, rule) in rules {
            let watch = Watch::new(rule);
            let found = here.iter().filter(|asked| watch.finds(asked));
            let found: Vec<&str> = found.map(|asked| asked.asking.answer.as_str()).collect();
            if !found.is_empty() {
                rules::found(store, shop, &id, &found, now)?;
            }
        }
    }
    Ok(())
}
