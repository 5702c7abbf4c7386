//! `/console/api/shops/{key}/digest`: how often somebody gets a digest of the shop.

use actix_web::{HttpResponse, web};
use survey::console::asked::WantedDigest;
use survey::console::notices::{Digest, Every};
use survey::fault::Fault;
use survey::json::Json;

use super::{ByAbout, note, told_by_about};
use crate::console_api::caller::Caller;
use crate::console_api::input::{self, check_language, flawed};
use crate::console_api::{Unmade, unknown_shop};
use crate::errors::Problem;
use crate::notices::period;
use crate::store::people::Person;
use crate::store::{Connection, Store, StoreError, deliveries, now_ms, people, shops};

/// `PUT digest`: how often whoever asks gets a digest of the shop, from the next one that is due,
/// and in which language whoever asks is written to.
///
/// # Errors
/// `invalid_input`.
pub async fn put(
    caller: Caller,
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let WantedDigest { every, lang } = input::read(&body)?;
    check_language(lang.as_deref())?;
    let shop = key.into_inner();
    let Some(person) = caller.person.clone() else {
        return Err(flawed("", Fault::Operator));
    };
    if lang.is_some() && lang != person.lang {
        let id = person.id.clone();
        let put = store.write(move |tx| -> Result<(), StoreError> {
            people::hold(tx)?;
            match people::by_id(tx, &id)? {
                Some((old, _)) => {
                    let lang = lang.clone();
                    people::put(tx, &Person { lang, ..old })
                }
                None => Ok(()),
            }
        });
        put.await?;
    }
    let put = store.write(move |tx| -> Result<Digest, Unmade> {
        shops::hold(tx, [shop.as_str()], false)?;
        let zone = shops::facts(tx, &shop)?.ok_or_else(unknown_shop)?.zone;
        let before = mine(tx, &shop, &person.id)?.every;
        if before != every {
            let now = now_ms();
            for old in Every::ALL {
                deliveries::remove(tx, &shop, old.name(), &person.id)?;
            }
            if let Some(every) = every {
                let last = period::last_due(every, &zone, now).number;
                deliveries::add(tx, &shop, every.name(), &person.id, last)?;
            }
            let told = |every: Option<Every>| Some(Json::object([("every", every?.name().into())]));
            let change = (told(before), told(every));
            note(
                tx,
                &caller,
                &shop,
                "digest.changed",
                &person.email,
                change,
                now,
            )?;
        }
        Ok(mine(tx, &shop, &person.id)?)
    });
    Ok(input::answer(&put.await?))
}

fn mine(store: &Connection, shop: &str, person: &str) -> Result<Digest, StoreError> {
    Ok(of(&told_by_about(store, shop)?, person))
}

/// The digest of a person, if there is one.
pub(super) fn of(told: &ByAbout, person: &str) -> Digest {
    let mine = |every: Every| {
        let told = told.get(every.name())?;
        Some((
            every,
            told.iter().find(|told| told.receiver == person)?.clone(),
        ))
    };
    match Every::ALL.into_iter().find_map(mine) {
        Some((every, told)) => Digest {
            every: Some(every),
            told: Some(told),
        },
        None => Digest::default(),
    }
}
