//! What somebody is told, in three shapes: plain text, HTML, and what a chat takes. What was not
//! written by us goes in through [`apart`] alone, and can neither become markup nor turn the
//! direction of what stands around it.

use std::fmt::Write as _;

use survey::text::is_right_to_left;

/// Begins and ends a text that has a direction of its own.
const APART: (char, char) = ('\u{2068}', '\u{2069}');

/// A text of somebody else, on one line, shown apart from what stands around it.
pub fn apart(text: &str) -> String {
    format!("{}{}{}", APART.0, plain(text), APART.1)
}

/// A text of somebody else on one line, without anything that acts unseen.
pub fn plain(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text: String = text
        .chars()
        .filter(|c| !turns(*c))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of which no more than so many characters are shown.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text.to_owned(),
    }
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A sentence or two.
    Line(String),
    /// What a customer wrote.
    Quote(String),
    /// A link: what it is called and where it leads.
    Link(&'static str, String),
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// In which language it is.
    pub lang: &'static str,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub blocks: Vec<Block>,
}

impl Letter {
    /// As plain text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            // Writing into a string cannot fail.
            let _ = match block {
                Block::Heading(heading) => writeln!(text, "\n{heading}\n"),
                Block::Line(line) => writeln!(text, "{line}"),
                Block::Quote(quote) => writeln!(text, "> {quote}"),
                Block::Link(name, url) => writeln!(text, "\n{name}\n{url}"),
            };
        }
        text.trim_start().to_owned()
    }

    /// As HTML.
    pub fn html(&self) -> String {
        let direction = if is_right_to_left(self.lang) {
            "rtl"
        } else {
            "ltr"
        };
        let mut html = format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{direction}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n\
             <body style=\"font:16px/1.5 sans-serif;max-width:40em;margin:1em auto;padding:0 1em\">\n",
            self.lang,
            escaped(&self.subject)
        );
        for block in &self.blocks {
            let _ = match block {
                Block::Heading(heading) => writeln!(
                    html,
                    "<h2 style=\"font-size:18px;margin:1.5em 0 .3em\">{}</h2>",
                    marked(heading)
                ),
                Block::Line(line) => {
                    writeln!(html, "<p style=\"margin:.2em 0\">{}</p>", marked(line))
                }
                Block::Quote(quote) => writeln!(
                    html,
                    "<blockquote dir=\"auto\" style=\"margin:.4em 0;padding:0 .8em;border-inline-start:3px solid #bbb\">{}</blockquote>",
                    marked(quote)
                ),
                Block::Link(name, url) => writeln!(
                    html,
                    "<p style=\"margin:1em 0\"><a href=\"{}\">{}</a></p>",
                    escaped(url),
                    escaped(name)
                ),
            };
        }
        html + "</body></html>\n"
    }

    /// As a chat takes it, in which three characters begin markup.
    pub fn chat(&self) -> String {
        let mut text = format!("{}\n", self.subject);
        for block in &self.blocks {
            let _ = match block {
                Block::Heading(heading) => writeln!(text, "\n*{heading}*"),
                Block::Line(line) => writeln!(text, "{line}"),
                Block::Quote(quote) => writeln!(text, "> {quote}"),
                Block::Link(name, url) => writeln!(text, "{name}: {url}"),
            };
        }
        text.trim_end()
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            // What begins a quote is ours.
            .replace("\n> ", "\n\u{1}")
            .replace('>', "&gt;")
            .replace('\u{1}', "> ")
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// As HTML, with what stands apart marked as such.
fn marked(text: &str) -> String {
    escaped(text)
        .replace(APART.0, "<bdi>")
        .replace(APART.1, "</bdi>")
}

/// A part of an address, written so that it stays one part.
pub fn part(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                write!(written, "{}", char::from(byte))
            }
            other => write!(written, "%{other:02X}"),
        };
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(lang: &'static str, said: &str) -> Letter {
        Letter {
            lang,
            subject: "a < b".to_owned(),
            blocks: vec![
                Block::Heading(format!("What {}?", apart(said))),
                Block::Quote(apart(said)),
                Block::Link("All", "https://till.example/?a=1&b=2".to_owned()),
            ],
        }
    }

    #[test]
    fn what_customers_wrote_is_no_markup_and_turns_nothing() {
        let hostile = "<img src=x onerror=\"a()\">\r\n> forged\u{202e} <!channel> & '\u{2069}";
        let letter = letter("en", hostile);
        let html = letter.html();
        assert!(
            !html.contains("<img") && !html.contains("<!channel>"),
            "{html}"
        );
        assert!(html.contains(
            "&lt;img src=x onerror=&quot;a()&quot;&gt; &gt; forged &lt;!channel&gt; &amp; &#39;"
        ));
        assert_eq!(
            html.matches("<bdi>").count(),
            html.matches("</bdi>").count()
        );
        let text = letter.text();
        assert_eq!(
            text.lines().filter(|line| line.starts_with("> ")).count(),
            1
        );
        assert!(
            !text.contains('\u{202e}') && text.matches(APART.1).count() == 2,
            "{text}"
        );
        let chat = letter.chat();
        assert!(
            !chat.contains('<') && chat.matches("\n> ").count() == 1,
            "{chat}"
        );
        assert!(chat.contains("&lt;!channel&gt;"), "{chat}");
    }

    #[test]
    fn arabic_is_written_from_right_to_left() {
        assert!(letter("ar", "x").html().contains("lang=\"ar\" dir=\"rtl\""));
        assert!(letter("th", "x").html().contains("lang=\"th\" dir=\"ltr\""));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(cut("ดีมาก", 3), "ดีม…");
        assert_eq!(cut("good", 4), "good");
    }
}
