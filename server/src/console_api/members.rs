//! `/console/api/shops/{key}/people`: who works in a shop, and as what.

use actix_web::{HttpRequest, HttpResponse, web};
use survey::console::asked::NewRole;
use survey::console::{Link, Role};
use survey::json::Json;

use super::caller::Caller;
use super::{Unmade, failed, input, links};
use crate::errors::{Code, Problem};
use crate::store::history::{self, Change};
use crate::store::people::Person;
use crate::store::{Connection, Store, cases, deliveries, now_ms, people, resets, roles, shops};

/// A shop's key and a person's id in an address.
type InShop = web::Path<(String, String)>;

/// `GET people`, by name.
///
/// # Errors
/// If the store fails.
pub async fn list(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let key = key.into_inner();
    let members = store.read(move |c| roles::members(c, &key)).await;
    Ok(input::answer(&members.map_err(failed)?))
}

/// `PUT people/{id}`: another role in this shop. Whoever does not follow up any more loses their
/// cases that are not solved.
///
/// # Errors
/// `not_found`, `last_owner`, `invalid_input`.
pub async fn change(
    caller: Caller,
    path: InShop,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let NewRole { role } = input::read(&body)?;
    put(caller, path, Some(role), store).await
}

/// `DELETE people/{id}`: takes a person out of this shop, and leaves them in all others.
///
/// # Errors
/// `not_found`, `last_owner`.
pub async fn remove(
    caller: Caller,
    path: InShop,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    put(caller, path, None, store).await
}

async fn put(
    caller: Caller,
    path: InShop,
    new: Option<Role>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    let put = store.write(move |tx| -> Result<(), Unmade> {
        people::hold(tx)?;
        let (person, old) = member(tx, &shop, &id)?;
        if new == Some(old) {
            return Ok(());
        }
        if old == Role::Owner && !roles::has_other_owner(tx, &shop, &id)? {
            let detail = "Make somebody else an owner first.";
            return Err(Problem::new(Code::LastOwner, detail).into());
        }
        let now = now_ms();
        let what = match new {
            Some(role) => {
                roles::put(tx, &shop, &id, role, now)?;
                "person.role_changed"
            }
            None => {
                roles::remove(tx, &shop, &id)?;
                deliveries::remove_person(tx, &shop, &id)?;
                "person.removed"
            }
        };
        if !new.is_some_and(Role::follows_up) {
            shops::hold(tx, [shop.as_str()], false)?;
            let by = caller.somebody().map(|who| who.name);
            cases::hand_back(tx, &shop, &id, by.as_deref(), now)?;
        }
        let change = Change {
            shop: &shop,
            who: caller.somebody(),
            what,
            about: &person.email,
            before: Some(as_json(old)),
            after: new.map(as_json),
        };
        Ok(history::note(tx, &change, now)?)
    });
    put.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST people/{id}/reset-link`: a link by which the person sets a new password, to be handed
/// over. Whoever has it can become that person, so it is made for nobody who may more, or
/// elsewhere, than whoever asks.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn reset_link(
    request: HttpRequest,
    caller: Caller,
    path: InShop,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    let made = store.write(move |tx| -> Result<(String, i64), Unmade> {
        people::hold(tx)?;
        let (person, _) = member(tx, &shop, &id)?;
        if !may_become(tx, &caller, &person)? {
            let detail = "This person may more than you, or works in other shops too; \
                          an administrator can do this.";
            return Err(Problem::new(Code::Forbidden, detail).into());
        }
        let now = now_ms();
        let code = resets::create(tx, &person.id, now)?;
        let change = Change {
            shop: &shop,
            who: caller.somebody(),
            what: "person.reset_link_made",
            about: &person.email,
            before: None,
            after: None,
        };
        history::note(tx, &change, now)?;
        Ok((code, now + resets::RESET_LASTS))
    });
    let (code, expires_at) = made.await?;
    Ok(HttpResponse::Created().json(Link {
        url: links::reset(&links::base(&request), &code),
        expires_at,
        sent: false,
    }))
}

/// Whether the caller is owner wherever the person has a role.
fn may_become(tx: &Connection, caller: &Caller, person: &Person) -> Result<bool, Unmade> {
    if caller.is_administrator() {
        return Ok(true);
    }
    if person.is_administrator {
        return Ok(false);
    }
    for shop in roles::shops(tx, &person.id)? {
        if caller.role_in(tx, &shop.key)? != Some(Role::Owner) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn member(tx: &Connection, shop: &str, id: &str) -> Result<(Person, Role), Unmade> {
    let found = people::by_id(tx, id)?.zip(roles::of(tx, shop, id)?);
    let ((person, _), role) = found
        .ok_or_else(|| Problem::new(Code::NotFound, "Nobody with this id works in this shop."))?;
    Ok((person, role))
}

/// As the history shows a role.
pub(super) fn as_json(role: Role) -> Json {
    Json::object([("role", role.name().into())])
}
