//! What every request of the console's API passes before its handler: where it comes from, who
//! sends it, and whether they may.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpRequest, web};
use survey::console::Role;

use super::caller::{Caller, unauthorized};
use super::limits::Tries;
use super::routes::Least;
use super::{cookie, failed, same_site, unknown_shop};
use crate::collector::sender;
use crate::config::ListenConfig;
use crate::errors::{Code, Problem};
use crate::store::{Store, StoreError, access, now_ms};

/// Lets a request pass to its handler, which then has the [`Caller`], or refuses it. A session
/// that is used lasts longer.
pub(super) async fn guard<B: MessageBody + 'static>(
    least: Least,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let found = look(least, request.request()).await;
    let renewed = match found {
        Err(problem) => return Ok(request.error_response(problem).map_into_right_body()),
        Ok(None) => None,
        Ok(Some((caller, renewed))) => {
            request.extensions_mut().insert(caller);
            renewed
        }
    };
    let mut response = next.call(request).await?;
    if let Some(session) = renewed
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        let cookie = cookie::with(response.request(), &session);
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response.map_into_left_body())
}

/// Who it is, and the session's secret where the browser shall keep it longer.
async fn look(
    least: Least,
    request: &HttpRequest,
) -> Result<Option<(Caller, Option<String>)>, Problem> {
    same_site::check(request)?;
    if least == Least::Anybody {
        count(request)?;
        return Ok(None);
    }
    let shop = match least {
        Least::In(_) | Least::FollowUp => request.match_info().get("key").map(str::to_owned),
        _ => None,
    };
    let (caller, is_worn) = caller(request, shop).await?.ok_or_else(unauthorized)?;
    match least {
        Least::In(role) => may(&caller, role)?,
        Least::FollowUp if !caller.role.ok_or_else(unknown_shop)?.follows_up() => {
            return Err(forbidden(
                "Analysts only read cases; an owner can change the role.",
            ));
        }
        Least::Administrator if !caller.is_administrator() => {
            return Err(forbidden("An administrator of the server may do this."));
        }
        Least::Person if caller.person.is_none() => {
            return Err(forbidden("An operator has no name, address or password."));
        }
        Least::Operator if caller.person.is_some() => {
            return Err(forbidden("Whoever has the server's own link may do this."));
        }
        _ => {}
    }
    let renewed = match is_worn {
        true => Some(renew(request, caller.session.clone()).await?),
        false => None,
    };
    Ok(Some((caller, renewed)))
}

/// Who sends a request, with their role in a shop, and whether the session wants renewing;
/// `None` for nobody.
pub(super) async fn caller(
    request: &HttpRequest,
    shop: Option<String>,
) -> Result<Option<(Caller, bool)>, Problem> {
    let store = request.app_data::<web::Data<Store>>();
    let (Some(store), Some(secret)) = (store, cookie::of(request)) else {
        return Ok(None);
    };
    let find = move |c: &_| {
        let Some(session) = access::session(c, &secret, now_ms())? else {
            return Ok(None);
        };
        let mut caller = Caller {
            person: session.person,
            role: None,
            session: secret,
        };
        if let Some(shop) = shop {
            caller.role = caller.role_in(c, &shop)?;
        }
        Ok::<_, StoreError>(Some((caller, session.is_worn)))
    };
    store.read(find).await.map_err(failed)
}

fn may(caller: &Caller, least: Role) -> Result<(), Problem> {
    let role = caller.role.ok_or_else(unknown_shop)?;
    if role >= least {
        return Ok(());
    }
    let (role, least) = (role.name(), least.name());
    Err(forbidden(&format!(
        "In this shop you are {role}, and this takes {least}; an owner can change it."
    )))
}

fn forbidden(detail: &str) -> Problem {
    Problem::new(Code::Forbidden, detail)
}

/// Counts a try of somebody who is not signed in.
fn count(request: &HttpRequest) -> Result<(), Problem> {
    let listen = request.app_data::<web::Data<ListenConfig>>();
    let proxies = listen.map(|listen| listen.proxies).unwrap_or_default();
    let address = sender::address(request.peer_addr(), request.headers(), proxies);
    let tries = request.app_data::<web::Data<Tries>>();
    match tries.zip(address) {
        Some((tries, address)) => tries.address(address),
        None => Ok(()),
    }
}

async fn renew(request: &HttpRequest, session: String) -> Result<String, Problem> {
    if let Some(store) = request.app_data::<web::Data<Store>>() {
        let secret = session.clone();
        let renewed = store.write(move |tx| access::renew(tx, &secret, now_ms()));
        renewed.await.map_err(failed)?;
    }
    Ok(session)
}
