//! Opening a case, changing it and noting something of it. Two who change the same one do not
//! overwrite each other; notes are only added.

use actix_web::{HttpRequest, HttpResponse, web};
use survey::console::cases::{Case, CaseChange, CaseState, NewNote};
use survey::console::{Role, Somebody};
use survey::fault::Fault;
use survey::json::Json;

use super::{At, answer, shown, unknown};
use crate::config::ListenConfig;
use crate::console_api::caller::Caller;
use crate::console_api::input::{self, flawed};
use crate::console_api::prompts::Expected;
use crate::console_api::{links, mails};
use crate::errors::{Code, Edit, Problem};
use crate::mail::{Mail, Mailer};
use crate::store::cases::{self, StoredCase};
use crate::store::people::Person;
use crate::store::{Connection, Store, people, roles, shops, utc, words};

/// The longest note, in characters.
const LONGEST: usize = 4_000;

/// `POST cases/{answer}`: opens a case of an answer, which is nobody's at first. Where there is
/// one already, that is the answer, with 200 in place of 201.
///
/// # Errors
/// `not_found` where there is no such answer.
pub async fn open(
    caller: Caller,
    path: web::Path<(String, String)>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let at = At::new(path, caller);
    let opened = store.write(move |tx| {
        let (shop, id) = &at.of;
        shops::hold(tx, [shop.as_str()], false)?;
        let is_new = cases::of(tx, &at.of)?.is_none();
        if is_new {
            let found = words::of(tx, shop, &[id])?.pop().ok_or_else(|| {
                Problem::new(Code::NotFound, "The shop has no answer with this id.")
            })?;
            let case = StoredCase {
                answer: id.clone(),
                asked_at: found.place.asked_at,
                state: CaseState::Open,
                assignee: None,
                due: None,
                opened_at: at.now,
                solved_at: None,
                changed_at: at.now,
                changed_by: at.by().unwrap_or_default(),
                revision: 1,
                notes: 0,
                has_contact: false,
            };
            cases::put(tx, shop, &case)?;
            at.tell(tx, "opened", "")?;
            at.note(tx, "case.opened", None, None)?;
        }
        Ok::<_, Problem>((is_new, shown::whole(tx, &at)?))
    });
    let (is_new, case) = opened.await?;
    let response = match is_new {
        true => HttpResponse::Created(),
        false => HttpResponse::Ok(),
    };
    Ok(answer(response, &case))
}

/// `PUT cases/{answer}`: how far it is, whose it is and until when. `If-Match` has the revision on
/// which that rests. Whoever is given a case by somebody else is told by e-mail, if it can be sent.
///
/// # Errors
/// `if_match_required`, `edited_meanwhile` with who and when, `not_found`, `invalid_input`.
pub async fn change(
    request: HttpRequest,
    caller: Caller,
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
    listen: web::Data<ListenConfig>,
    mailer: Option<web::Data<Mailer>>,
) -> Result<HttpResponse, Problem> {
    let expected = Expected::of(&request)?;
    let asked: CaseChange = input::read(&body)?;
    let due = asked
        .due
        .as_deref()
        .map(|day| utc::day_of(day).ok_or_else(|| flawed("due", Fault::Day)));
    let due = due.transpose()?;
    let at = At::new(path, caller);
    let public = listen.public_url.clone();
    let changed = store.write(move |tx| {
        people::hold(tx)?;
        shops::hold(tx, [at.of.0.as_str()], false)?;
        let old = cases::of(tx, &at.of)?.ok_or_else(unknown)?;
        check(expected, &old)?;
        let given = put(tx, &at, &old, &asked, due)?;
        let mail = match given {
            Some(person) => Some(mail(tx, &at, &person, &public)?),
            None => None,
        };
        Ok::<_, Problem>((shown::whole(tx, &at)?, mail))
    });
    let (case, mail) = changed.await?;
    if let Some((mailer, mail)) = mailer.zip(mail) {
        actix_web::rt::spawn(async move { mailer.send_at_leisure(mail).await });
    }
    Ok(answer(HttpResponse::Ok(), &case))
}

/// Whether a change rests on the case as it is.
fn check(expected: Expected, old: &StoredCase) -> Result<(), Problem> {
    match expected {
        Expected::Any => Ok(()),
        Expected::Revision(revision) if revision == old.revision => Ok(()),
        Expected::Revision(_) => Err(Problem::edited_meanwhile(
            Edit {
                by: old.changed_by.clone(),
                at: old.changed_at,
            },
            "Somebody else changed this case; read it again.",
        )),
        Expected::None => Err(Problem::new(
            Code::IfMatchRequired,
            "Send the case's revision, such as If-Match: \"7\".",
        )),
    }
}

/// Writes what is different, and returns whom the case was given to by somebody else.
fn put(
    tx: &Connection,
    at: &At,
    old: &StoredCase,
    asked: &CaseChange,
    due: Option<i64>,
) -> Result<Option<Person>, Problem> {
    let had = old.assignee.as_ref().map(|(id, _)| id);
    let is_other = had != asked.assignee.as_ref();
    if asked.state == old.state && due == old.due && !is_other {
        return Ok(None);
    }
    let given = match asked.assignee.as_deref().filter(|_| is_other) {
        Some(id) => Some(assignable(tx, at, id)?),
        None => None,
    };
    let assignee = match (&given, is_other) {
        (Some(person), _) => Some((person.id.clone(), person.name.clone())),
        (None, true) => None,
        (None, false) => old.assignee.clone(),
    };
    let solved_at = match (asked.state, old.state) {
        (CaseState::Solved, CaseState::Solved) => old.solved_at,
        (CaseState::Solved, _) => Some(at.now),
        _ => None,
    };
    let case = StoredCase {
        state: asked.state,
        assignee,
        due,
        solved_at,
        changed_at: at.now,
        changed_by: at.by().unwrap_or_default(),
        revision: old.revision + 1,
        ..old.clone()
    };
    cases::put(tx, &at.of.0, &case)?;
    tell(tx, at, old, &case)?;
    let me = at.caller.person.as_ref().map(|me| &me.id);
    Ok(given.filter(|person| Some(&person.id) != me))
}

/// Writes down what became different: all of it for who reads the case; in the shop's history
/// whose it became, and that it was solved or taken up again.
fn tell(tx: &Connection, at: &At, old: &StoredCase, new: &StoredCase) -> Result<(), Problem> {
    let name = |case: &StoredCase| case.assignee.as_ref().map(|(_, name)| name.clone());
    if old.assignee != new.assignee {
        at.tell(tx, "assigned", &name(new).unwrap_or_default())?;
        let told = |name: String| Json::object([("assignee", name.into())]);
        at.note(
            tx,
            "case.assigned",
            name(old).map(told),
            name(new).map(told),
        )?;
    }
    if old.due != new.due {
        let day = new.due.map(utc::day);
        at.tell(tx, "due", &day.unwrap_or_default())?;
    }
    if old.state != new.state {
        at.tell(tx, new.state.name(), "")?;
        match (old.state, new.state) {
            (_, CaseState::Solved) => at.note(tx, "case.solved", None, None)?,
            (CaseState::Solved, _) => at.note(tx, "case.reopened", None, None)?,
            _ => {}
        }
    }
    Ok(())
}

/// The person of an id, if cases of the shop can be given to them.
fn assignable(tx: &Connection, at: &At, id: &str) -> Result<Person, Problem> {
    let person = people::by_id(tx, id)?.map(|(person, _)| person);
    let role = roles::of(tx, &at.of.0, id)?;
    person
        .filter(|one| one.is_administrator || role.is_some_and(Role::follows_up))
        .ok_or_else(|| flawed("assignee", Fault::Follower))
}

/// What tells a person of a case that was given to them.
fn mail(tx: &Connection, at: &At, to: &Person, public: &str) -> Result<Mail, Problem> {
    let (shop, id) = &at.of;
    let name = shops::facts(tx, shop)?.map(|facts| facts.name);
    let from: Option<Somebody> = at.caller.somebody();
    let url = links::case(public, shop, id);
    Ok(mails::assigned(
        to,
        from.as_ref(),
        &name.unwrap_or_default(),
        &url,
    ))
}

/// `POST cases/{answer}/notes`: adds a note.
///
/// # Errors
/// `not_found`, `invalid_input`.
pub async fn note(
    caller: Caller,
    path: web::Path<(String, String)>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let NewNote { text } = input::read(&body)?;
    let text = text.replace("\r\n", "\n").trim().to_owned();
    let is_odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    if !(1..=LONGEST).contains(&text.chars().count()) || text.chars().any(is_odd) {
        return Err(flawed("text", Fault::Length(1, 4_000)));
    }
    let at = At::new(path, caller);
    let noted = store.write(move |tx| -> Result<Case, Problem> {
        shops::hold(tx, [at.of.0.as_str()], false)?;
        cases::of(tx, &at.of)?.ok_or_else(unknown)?;
        at.tell(tx, "note", &text)?;
        shown::whole(tx, &at)
    });
    Ok(answer(HttpResponse::Created(), &noted.await?))
}
