//! What is written to people by e-mail, in the language of whoever receives it.

mod words;

use survey::console::{Role, Somebody};
use survey::text::is_right_to_left;

use self::words::{Words, words};
use crate::mail::Mail;
use crate::notices::letter::{Block, Letter, apart, plain};
use crate::notices::words::fill;
use crate::store::people::Person;

/// An invitation into a shop, from somebody or from an operator.
pub fn invitation(
    (to, lang): (&str, &str),
    from: Option<&Somebody>,
    shop: &str,
    role: Role,
    url: &str,
) -> Mail {
    let words = words(lang);
    let [support, analyst, editor, owner] = words.roles;
    let role = match role {
        Role::Support => support,
        Role::Analyst => analyst,
        Role::Editor => editor,
        Role::Owner => owner,
    };
    let (from, shop) = (sender(words, from), value(words, shop));
    let values = [("from", &*from), ("shop", &shop), ("role", role)];
    let lines = [fill(words.invites, &values), words.take_up.to_owned()];
    let link = Block::Link(words.join, url.to_owned());
    let subject = fill(words.invited, &values);
    mail(to, words, subject, lines, link, Some(words.not_known))
}

/// A link to a new password.
pub fn reset(to: &Person, url: &str) -> Mail {
    let words = of(to);
    let lines = [words.asked, words.within].map(str::to_owned);
    let link = Block::Link(words.set, url.to_owned());
    let subject = words.reset.to_owned();
    mail(&to.email, words, subject, lines, link, Some(words.not_you))
}

/// That a case was given to somebody. Of the customer it says nothing: a mailbox is no place for
/// what shoppers wrote.
pub fn assigned(to: &Person, from: Option<&Somebody>, shop: &str, url: &str) -> Mail {
    let words = of(to);
    let (from, shop) = (sender(words, from), value(words, shop));
    let values = [("from", &*from), ("shop", &shop)];
    let lines = [fill(words.gave, &values)];
    let link = Block::Link(words.open, url.to_owned());
    mail(
        &to.email,
        words,
        fill(words.case, &values),
        lines,
        link,
        None,
    )
}

/// The words for a person, in the language of their console.
fn of(person: &Person) -> &'static Words {
    words(person.lang.as_deref().unwrap_or_default())
}

fn sender(words: &Words, from: Option<&Somebody>) -> String {
    match from {
        Some(from) => value(words, &from.name),
        None => words.operator.to_owned(),
    }
}

/// What somebody else wrote. Among letters from right to left it must not move about.
fn value(words: &Words, text: &str) -> String {
    match is_right_to_left(words.lang) {
        true => apart(text),
        false => plain(text),
    }
}

fn mail<const N: usize>(
    to: &str,
    words: &Words,
    subject: String,
    lines: [String; N],
    link: Block,
    last: Option<&str>,
) -> Mail {
    let last = last.map(|last| Block::Line(last.to_owned()));
    let lines = lines.into_iter().map(Block::Line);
    let letter = Letter {
        lang: words.lang,
        subject,
        blocks: lines.chain([link]).chain(last).collect(),
    };
    Mail {
        to: to.to_owned(),
        text: letter.text(),
        html: Some(letter.html()),
        is_automatic: false,
        subject: letter.subject,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sue(lang: Option<&str>) -> Person {
        Person {
            id: "1".to_owned(),
            email: "sue@shop.example".to_owned(),
            name: "Sue".to_owned(),
            is_administrator: false,
            lang: lang.map(str::to_owned),
        }
    }

    #[test]
    fn a_case_is_told_of_in_the_language_of_whoever_it_was_given_to() {
        let from = Somebody {
            name: "Emil".to_owned(),
            email: "emil@shop.example".to_owned(),
        };
        for (lang, subject) in [
            (None, "A case for you in Shop"),
            (Some("fr"), "A case for you in Shop"),
            (Some("ar-EG"), "حالة لك في \u{2068}Shop\u{2069}"),
            (Some("th"), "มีเคสของคุณใน Shop"),
            (Some("ru"), "Обращение для вас в Shop"),
        ] {
            let to = sue(lang);
            let mail = assigned(&to, Some(&from), "Shop", "https://till.example/case");
            assert_eq!(mail.subject, subject);
            assert!(mail.text.contains("Emil"), "{}", mail.text);
            assert!(mail.text.ends_with("\nhttps://till.example/case\n"));
            let operator = assigned(&to, None, "Shop", "x").text;
            assert!(
                !operator.contains("Emil") && operator.contains("Shop"),
                "{operator}"
            );
        }
    }

    #[test]
    fn every_mail_runs_in_the_direction_of_its_language() {
        let url = "https://till.example/console/reset?code=1";
        for (lang, direction) in [("en", "ltr"), ("ar", "rtl"), ("ru", "ltr"), ("th", "ltr")] {
            let invited = invitation(("a@b.example", lang), None, "Shop", Role::Editor, url);
            for mail in [reset(&sue(Some(lang)), url), invited] {
                let html = mail.html.unwrap_or_default();
                let start = format!("<html lang=\"{lang}\" dir=\"{direction}\">");
                assert!(html.contains(&start), "{html}");
                assert!(html.contains(&format!("href=\"{url}\"")), "{html}");
                assert!(mail.text.contains(&format!("\n{url}\n")), "{}", mail.text);
                assert!(!mail.text.contains(['{', '}']), "{}", mail.text);
            }
        }
    }
}
