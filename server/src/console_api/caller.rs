//! Who asks, and what they may do. The guard of [`super::routes`] finds it out before any
//! handler runs, and handlers take it as an extractor.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use survey::console::{Role, Somebody};

use crate::errors::{Code, Problem};
use crate::store::people::Person;
use crate::store::{Connection, StoreError, roles, shops};

/// Somebody who is signed in. As an extractor it is there in every handler whose route asks
/// for more than nobody.
#[derive(Clone, Debug)]
pub struct Caller {
    /// `None` for an operator.
    pub person: Option<Person>,
    /// In the shop of the address, if it is about one.
    pub role: Option<Role>,
    /// The secret of the session.
    pub session: String,
}

impl Caller {
    /// Whether the caller is owner of every shop.
    pub fn is_administrator(&self) -> bool {
        let person = self.person.as_ref();
        person.is_none_or(|person| person.is_administrator)
    }

    /// As the history names the caller; `None` for an operator.
    pub fn somebody(&self) -> Option<Somebody> {
        self.person.as_ref().map(Person::somebody)
    }

    /// What the caller may do in a shop; `None` where there is no such shop, or none for them.
    ///
    /// # Errors
    /// If the store fails.
    pub fn role_in(&self, store: &Connection, shop: &str) -> Result<Option<Role>, StoreError> {
        match &self.person {
            Some(person) if !person.is_administrator => roles::of(store, shop, &person.id),
            _ => Ok(shops::exists(store, shop)?.then_some(Role::Owner)),
        }
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Caller>().cloned();
        ready(caller.ok_or_else(unauthorized))
    }
}

/// The refusal of somebody who is not signed in.
pub fn unauthorized() -> Problem {
    Problem::new(
        Code::Unauthorized,
        "Sign in first; an operator gets a link with `tillside sign-in-link`.",
    )
}
