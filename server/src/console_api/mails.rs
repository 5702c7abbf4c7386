//! What is written to people by e-mail.

use survey::console::{Role, Somebody};

use crate::mail::Mail;

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
    }
}
