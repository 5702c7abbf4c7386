//! Inviting somebody into a shop, and taking an invitation up.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use survey::console::asked::{Accept, Invite};
use survey::console::{Invited, Link};
use survey::results::ShopSummary;

use super::caller::{Caller, unauthorized};
use super::limits::Tries;
use super::members::as_json;
use super::resets::expired;
use super::{Unmade, cookie, failed, guard, input, links, mails, passwords};
use crate::errors::{Code, Problem};
use crate::mail::Mailer;
use crate::store::history::{self, Change};
use crate::store::invitations::{self, INVITATION_LASTS, Open};
use crate::store::people::Person;
use crate::store::{Connection, Store, StoreError, access, now_ms, people, roles, shops};

/// `GET shops/{key}/invitations`: those that nobody has taken up yet, newest first.
///
/// # Errors
/// If the store fails.
pub async fn list(
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let key = key.into_inner();
    let open = store.read(move |c| invitations::of_shop(c, &key, now_ms()));
    Ok(input::answer(&open.await.map_err(failed)?))
}

/// `POST shops/{key}/invitations`: answers the link to hand over. An older invitation of the
/// same address into this shop is withdrawn.
///
/// # Errors
/// `invalid_input`, `already_member`, `rate_limited`.
pub async fn invite(
    request: HttpRequest,
    caller: Caller,
    key: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
    tries: Option<web::Data<Tries>>,
    mailer: Option<web::Data<Mailer>>,
) -> Result<HttpResponse, Problem> {
    let Invite { email, role } = input::read(&body)?;
    let email = input::email(&email)?;
    if let Some(tries) = tries {
        tries.email(&email)?;
    }
    let shop = key.into_inner();
    let (from, to) = (caller.somebody(), email.clone());
    // Whoever has no language here yet most likely shares the sender's.
    let senders = caller
        .person
        .as_ref()
        .and_then(|person| person.lang.clone());
    let made = store.write(move |tx| -> Result<_, Unmade> {
        people::hold(tx)?;
        let known = people::by_email(tx, &email)?.map(|(person, _)| person);
        if let Some(person) = &known
            && roles::of(tx, &shop, &person.id)?.is_some()
        {
            let detail = "Change the role instead.";
            return Err(Problem::new(Code::AlreadyMember, detail).into());
        }
        let now = now_ms();
        let code = invitations::create(tx, &shop, &email, role, now)?;
        let change = Change {
            shop: &shop,
            who: caller.somebody(),
            what: "person.invited",
            about: &email,
            before: None,
            after: Some(as_json(role)),
        };
        history::note(tx, &change, now)?;
        let name = shops::facts(tx, &shop)?.map(|shop| shop.name);
        let lang = known.and_then(|person| person.lang).or(senders.clone());
        Ok((code, name.unwrap_or_default(), lang, now + INVITATION_LASTS))
    });
    let (code, name, lang, expires_at) = made.await?;
    let url = links::invitation(&links::base(&request), &code);
    let sent = match mailer {
        Some(mailer) => {
            let to = (to.as_str(), lang.as_deref().unwrap_or_default());
            let mail = mails::invitation(to, from.as_ref(), &name, role, &url);
            mailer.send(mail).await
        }
        None => false,
    };
    Ok(HttpResponse::Created().json(Link {
        url,
        expires_at,
        sent,
    }))
}

/// `DELETE shops/{key}/invitations/{id}`.
///
/// # Errors
/// `not_found`.
pub async fn withdraw(
    caller: Caller,
    path: web::Path<(String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let (shop, id) = path.into_inner();
    let withdrawn = store.write(move |tx| -> Result<(), Unmade> {
        people::hold(tx)?;
        let gone = || Problem::new(Code::NotFound, "This invitation is gone, or never was.");
        let (email, role) = invitations::remove(tx, &shop, &id)?.ok_or_else(gone)?;
        let change = Change {
            shop: &shop,
            who: caller.somebody(),
            what: "invitation.withdrawn",
            about: &email,
            before: Some(as_json(role)),
            after: None,
        };
        Ok(history::note(tx, &change, now_ms())?)
    });
    withdrawn.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET invitations/{code}`: what the invitation says.
///
/// # Errors
/// `expired_link`, `rate_limited`.
pub async fn look(
    code: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let found = store.read(move |c| -> Result<_, StoreError> {
        let Some(open) = invitations::open(c, &code, now_ms())? else {
            return Ok(None);
        };
        let has_account = people::by_email(c, &open.email)?.is_some();
        Ok(Some((open, has_account)))
    });
    let (open, has_account) = found.await.map_err(failed)?.ok_or_else(expired)?;
    Ok(input::answer(&Invited {
        shop: open.shop_name,
        role: open.role,
        email: open.email,
        has_account,
    }))
}

/// `POST invitations/{code}`: gives the role to the invited person, who is signed in, or makes
/// that person and signs them in. Answers the shop.
///
/// # Errors
/// `expired_link`; `unauthorized` where there is a person of the address who is not signed in;
/// `invalid_input` where a new person lacks a name or a password; `rate_limited`.
pub async fn accept(
    request: HttpRequest,
    code: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let asked: Accept = input::read(&body)?;
    let code = code.into_inner();
    let caller = guard::caller(&request, None)
        .await?
        .map(|(caller, _)| caller);
    let (open, invited) = find(&store, &code).await?;
    if let Some(invited) = invited {
        let signed_in = caller.and_then(|caller| caller.person);
        if signed_in.is_none_or(|person| person.id != invited.id) {
            return Err(unauthorized());
        }
        let joined = store.write(move |tx| -> Result<ShopSummary, Unmade> {
            people::hold(tx)?;
            join(tx, &code, &invited)
        });
        return Ok(input::answer(&joined.await?));
    }
    let name = asked.name.unwrap_or_default();
    let who = input::somebody(&name, &open.email)?;
    let password = asked.password.unwrap_or_default();
    input::check_password("password", &password)?;
    input::check_language(asked.lang.as_deref())?;
    let password = passwords::hash(password).await?;
    let old = cookie::of(&request);
    let joined = store.write(move |tx| -> Result<(ShopSummary, String), Unmade> {
        people::hold(tx)?;
        if people::by_email(tx, &who.email)?.is_some() {
            return Err(unauthorized().into());
        }
        let now = now_ms();
        let person = people::create(tx, &who, &password, false, now)?;
        let person = people::in_language(tx, person, asked.lang.clone())?;
        let shop = join(tx, &code, &person)?;
        if let Some(old) = &old {
            access::end_session(tx, old)?;
        }
        let session = access::begin_session(tx, Some(&person.id), now)?;
        Ok((shop, session))
    });
    let (shop, session) = joined.await?;
    let mut response = input::answer(&shop);
    let cookie = cookie::with(&request, &session);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// An invitation, and the person of its address.
async fn find(store: &Store, code: &str) -> Result<(Open, Option<Person>), Problem> {
    let code = code.to_owned();
    let found = store.read(move |c| -> Result<_, StoreError> {
        let Some(open) = invitations::open(c, &code, now_ms())? else {
            return Ok(None);
        };
        let person = people::by_email(c, &open.email)?;
        Ok(Some((open, person.map(|(person, _)| person))))
    });
    found.await.map_err(failed)?.ok_or_else(expired)
}

/// Uses an invitation up for its person. A role that the person was given meanwhile stays.
fn join(tx: &Connection, code: &str, person: &Person) -> Result<ShopSummary, Unmade> {
    let now = now_ms();
    let open = invitations::open(tx, code, now)?.ok_or_else(expired)?;
    if open.email != person.email {
        return Err(unauthorized().into());
    }
    invitations::remove(tx, &open.shop, &open.id)?;
    let role = match roles::of(tx, &open.shop, &person.id)? {
        Some(role) => role,
        None => {
            roles::put(tx, &open.shop, &person.id, open.role, now)?;
            open.role
        }
    };
    let change = Change {
        shop: &open.shop,
        who: Some(person.somebody()),
        what: "person.joined",
        about: &person.email,
        before: None,
        after: Some(as_json(role)),
    };
    history::note(tx, &change, now)?;
    Ok(ShopSummary {
        key: open.shop,
        name: open.shop_name,
        role,
    })
}
