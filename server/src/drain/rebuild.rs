//! The numbers made anew from the askings. Draining keeps them right without this; it is
//! the measure that draining is held to, and the way back should a row ever be damaged.

use std::collections::HashMap;
use std::sync::Arc;

use survey::prompt::Prompt;

use crate::store::asked::{self, Rollups};
use crate::store::{Connection, StoreError, askings, numbers, shops};

/// Replaces all rollups by what the askings give.
///
/// # Errors
/// If the store fails or an asking cannot be read; then the transaction must be rolled
/// back.
pub fn rebuild_rollups(store: &Connection) -> Result<(), StoreError> {
    let mut prompts: HashMap<(String, String, u32), Option<Arc<Prompt>>> = HashMap::new();
    let mut rollups = Rollups::new();
    askings::all(
        store,
        |shop, id, version| {
            let key = (shop.to_owned(), id.to_owned(), version);
            if let Some(prompt) = prompts.get(&key) {
                return Ok(prompt.clone());
            }
            let prompt = shops::published_prompt(store, shop, id, version)?.map(Arc::new);
            prompts.insert(key, prompt.clone());
            Ok(prompt)
        },
        |asked| asked::add(&mut rollups, &asked),
    )?;
    numbers::replace_rollups(store, &rollups)
}
