//! What is written to people by e-mail.

use survey::console::{Role, Somebody};

use crate::mail::Mail;
use crate::store::people::Person;

/// An invitation into a shop, from somebody or from an operator.
pub fn invitation(to: &str, from: Option<&Somebody>, shop: &str, role: Role, url: &str) -> Mail {
    let from = from.map_or("An operator of the server", |from| from.name.as_str());
    let role = role.name();
    Mail {
        to: to.to_owned(),
        subject: format!("You are invited to {shop}"),
        text: format!(
            "{from} invites you to {shop} on Tillside, with the role of {role}.\n\n\
             Take it up within seven days; the address works once:\n\n{url}\n\n\
             If you do not know what this is about, leave it be.\n"
        ),
        html: None,
    }
}

/// A link to a new password.
pub fn reset(to: &str, url: &str) -> Mail {
    Mail {
        to: to.to_owned(),
        subject: "A new password for Tillside".to_owned(),
        text: format!(
            "Somebody, most likely you, has asked for a new password.\n\n\
             Set it within 24 hours; the address works once:\n\n{url}\n\n\
             If it was not you, leave it be: your password stays as it is.\n"
        ),
        html: None,
    }
}

/// That a case was given to somebody, in their language. Of the customer it says nothing: a
/// mailbox is no place for what shoppers wrote.
pub fn assigned(to: &Person, from: Option<&Somebody>, shop: &str, url: &str) -> Mail {
    let lang = to.lang.as_deref().unwrap_or_default();
    let from = from.map(|from| from.name.as_str());
    let (subject, text) = match lang.split('-').next().unwrap_or_default() {
        "ar" => (
            format!("حالة لك في {shop}"),
            format!(
                "أسند إليك {} حالة في {shop}.",
                from.unwrap_or("مشغّل الخادم")
            ),
        ),
        "th" => (
            format!("มีเคสของคุณใน {shop}"),
            format!(
                "{} มอบหมายเคสใน {shop} ให้คุณ",
                from.unwrap_or("ผู้ดูแลเซิร์ฟเวอร์")
            ),
        ),
        "ru" => (
            format!("Обращение для вас в {shop}"),
            format!(
                "{} поручает вам обращение в {shop}.",
                from.unwrap_or("Оператор сервера")
            ),
        ),
        _ => (
            format!("A case for you in {shop}"),
            format!(
                "{} gave you a case in {shop}.",
                from.unwrap_or("An operator of the server")
            ),
        ),
    };
    Mail {
        to: to.email.clone(),
        subject,
        text: format!("{text}\n\n{url}\n"),
        html: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_told_of_in_the_language_of_whoever_it_was_given_to() {
        let mut to = Person {
            id: "1".to_owned(),
            email: "sue@shop.example".to_owned(),
            name: "Sue".to_owned(),
            is_administrator: false,
            lang: None,
        };
        let from = Somebody {
            name: "Emil".to_owned(),
            email: "emil@shop.example".to_owned(),
        };
        for (lang, subject) in [
            (None, "A case for you in Shop"),
            (Some("fr"), "A case for you in Shop"),
            (Some("ar-EG"), "حالة لك في Shop"),
            (Some("th"), "มีเคสของคุณใน Shop"),
            (Some("ru"), "Обращение для вас в Shop"),
        ] {
            to.lang = lang.map(str::to_owned);
            let mail = assigned(&to, Some(&from), "Shop", "https://till.example/case");
            assert_eq!(mail.subject, subject);
            assert!(mail.text.contains("Emil"), "{}", mail.text);
            assert!(mail.text.ends_with("\n\nhttps://till.example/case\n"));
            let operator = assigned(&to, None, "Shop", "x").text;
            assert!(
                !operator.contains("Emil") && operator.contains("Shop"),
                "{operator}"
            );
        }
    }
}
