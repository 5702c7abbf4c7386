//! Fills templates of the demo shop with texts. Pure: it reads and writes no file.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};

/// The texts of one language: `key` to what stands for `{{key}}`.
pub type Texts = HashMap<String, String>;

/// Replaces each `{{name}}` that is one of `words`, also inside another key, as
/// in `{{title_{{page}}}}`. Others stay for [`fill`].
pub fn place(template: &str, words: &[(&str, &str)]) -> String {
    words
        .iter()
        .fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value)
        })
}

/// Replaces every `{{key}}` by its text. What a text itself says is not
/// replaced again.
///
/// # Errors
/// When a key is unknown or not closed; `file` and `texts_file` are named then.
pub fn fill(template: &str, texts: &Texts, file: &str, texts_file: &str) -> Result<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((key, behind)) = after.split_once("}}") else {
            let line = template[..template.len() - after.len()].lines().count();
            bail!("{file}:{line}: `{{{{` is never closed by `}}}}`");
        };
        let text = texts.get(key.trim()).with_context(|| {
            format!("{file} asks for `{{{{{key}}}}}`: add \"{key}\" to {texts_file}")
        })?;
        filled.push_str(before);
        filled.push_str(text);
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        [("buy", "Buy {{now}}"), ("title_cart", "Cart")]
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .into()
    }

    #[test]
    fn keys_become_texts_once() -> Result<()> {
        let page = fill(
            "<b>{{buy}}</b>{{ title_cart }}.",
            &texts(),
            "cart.html",
            "en.json",
        )?;
        assert_eq!(page, "<b>Buy {{now}}</b>Cart.");
        Ok(())
    }

    #[test]
    fn a_word_may_stand_inside_a_key() -> Result<()> {
        let template = place("{{title_{{page}}}} {{page}}", &[("page", "cart")]);
        assert_eq!(template, "{{title_cart}} cart");
        assert_eq!(
            fill(&template, &texts(), "layout.html", "en.json")?,
            "Cart cart"
        );
        Ok(())
    }

    #[test]
    fn an_unknown_key_is_named_with_its_file() {
        let error = fill("{{sell}}", &texts(), "pages/cart.html", "texts/ar.json");
        assert_eq!(
            error.map_err(|error| error.to_string()).err().as_deref(),
            Some("pages/cart.html asks for `{{sell}}`: add \"sell\" to texts/ar.json")
        );
    }

    #[test]
    fn an_open_key_is_found_by_its_line() {
        let error = fill(
            "<p>\n<b>{{buy</b>",
            &texts(),
            "pages/cart.html",
            "texts/en.json",
        );
        assert_eq!(
            error.map_err(|error| error.to_string()).err().as_deref(),
            Some("pages/cart.html:2: `{{` is never closed by `}}`")
        );
    }
}
