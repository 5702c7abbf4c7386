//! The rows of cases: which answers the team follows up on, and how far that is. Who may do so,
//! and what a change means, is not decided here.

use survey::DAY;
use survey::console::cases::{CaseCounts, CaseEntry, CaseState};

use super::asked::InShop;
use super::value::{Param, Row, ToParam as _, params};
use super::{Connection, StoreError, case_entries};

/// A case as it stands in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCase {
    /// The id of its answer.
    pub answer: String,
    /// When that was asked.
    pub asked_at: i64,
    /// How far it is.
    pub state: CaseState,
    /// The id and the name of whose it is.
    pub assignee: Option<(String, String)>,
    /// The day in the shop's zone by the end of which it should be solved, in days since
    /// 1970-01-01.
    pub due: Option<i64>,
    /// When it was opened.
    pub opened_at: i64,
    /// When it was solved, as long as it is.
    pub solved_at: Option<i64>,
    /// When it was changed last.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
    /// Another one after every change; 1 at first.
    pub revision: i64,
    /// How many notes it has.
    pub notes: i64,
    /// Whether the shopper left an address.
    pub has_contact: bool,
}

impl StoredCase {
    /// Whether it should be solved by this day.
    pub fn is_overdue(&self, today: i64) -> bool {
        self.state != CaseState::Solved && self.due.is_some_and(|due| due < today)
    }
}

/// Whose cases are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of the person of this id.
    Of(String),
    /// Nobody's.
    Nobody,
}

/// Which cases are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In these states; in any where there is none.
    pub states: Vec<CaseState>,
    /// Whose; anybody's or nobody's where it is absent.
    pub whose: Option<Whose>,
    /// Those alone that should be solved by now.
    pub overdue: bool,
    /// Whether the oldest come first.
    pub oldest_first: bool,
    /// Those after this one: when it was opened, and its answer.
    pub after: Option<(i64, String)>,
}

/// The columns that [`read`] reads.
const CASE: &str = "c.answer, c.asked_at, c.state, c.assignee,
    (SELECT p.name FROM people AS p WHERE p.id = c.assignee), c.due, c.opened_at, c.solved_at,
    c.changed_at, c.changed_by, c.revision,
    (SELECT count(*) FROM case_entries AS e
     WHERE e.shop = c.shop AND e.answer = c.answer AND e.what = 'note'),
    (SELECT count(*) FROM contacts AS k WHERE k.shop = c.shop AND k.answer = c.answer)";

fn read(mut row: Row) -> Result<StoredCase, StoreError> {
    let state: String = row.get(2)?;
    let state = CaseState::named(&state)
        .ok_or_else(|| StoreError::unreadable("a case", format!("no state {state}")))?;
    let assignee: Option<String> = row.get(3)?;
    let name: Option<String> = row.get(4)?;
    Ok(StoredCase {
        answer: row.get(0)?,
        asked_at: row.get(1)?,
        state,
        assignee: assignee.zip(name),
        due: row.get(5)?,
        opened_at: row.get(6)?,
        solved_at: row.get(7)?,
        changed_at: row.get(8)?,
        changed_by: row.get(9)?,
        revision: row.get(10)?,
        notes: row.get(11)?,
        has_contact: row.get(12)?,
    })
}

/// The case of an answer.
///
/// # Errors
/// If the store fails or the row cannot be read.
pub fn of(store: &Connection, (shop, answer): &InShop) -> Result<Option<StoredCase>, StoreError> {
    let sql = format!("SELECT {CASE} FROM cases AS c WHERE c.shop = ?1 AND c.answer = ?2");
    let found = store.first(&sql, &params![shop, answer])?;
    found.map(read).transpose()
}

/// Writes a case over the one that is there.
///
/// # Errors
/// If the store fails.
pub fn put(store: &Connection, shop: &str, case: &StoredCase) -> Result<(), StoreError> {
    store.execute(
        "INSERT INTO cases (shop, answer, asked_at, state, assignee, due, opened_at, solved_at,
                            changed_at, changed_by, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (shop, answer) DO UPDATE SET
           state = excluded.state, assignee = excluded.assignee, due = excluded.due,
           solved_at = excluded.solved_at, changed_at = excluded.changed_at,
           changed_by = excluded.changed_by, revision = excluded.revision",
        &params![
            shop,
            case.answer,
            case.asked_at,
            case.state.name(),
            case.assignee.as_ref().map(|(id, _)| id),
            case.due,
            case.opened_at,
            case.solved_at,
            case.changed_at,
            case.changed_by,
            case.revision,
        ],
    )?;
    Ok(())
}

/// The cases that are wanted, by when they were opened, at most so many. `today` is that of the
/// shop's zone.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub fn page(
    store: &Connection,
    shop: &str,
    wanted: &Wanted,
    most: u32,
    today: i64,
) -> Result<Vec<StoredCase>, StoreError> {
    let mut params = vec![Param::Text(shop)];
    let mut sql = format!("SELECT {CASE} FROM cases AS c WHERE c.shop = ?1");
    let mut place = |param| {
        params.push(param);
        format!("?{}", params.len())
    };
    if !wanted.states.is_empty() {
        let states = wanted.states.iter();
        let states: Vec<String> = states.map(|one| place(Param::Text(one.name()))).collect();
        sql += &format!(" AND c.state IN ({})", states.join(", "));
    }
    match &wanted.whose {
        Some(Whose::Of(person)) => {
            sql += &format!(" AND c.assignee = {}", place(person.to_param()));
        }
        Some(Whose::Nobody) => sql += " AND c.assignee IS NULL",
        None => {}
    }
    if wanted.overdue {
        sql += &format!(
            " AND c.state <> 'solved' AND c.due < {}",
            place(Param::Int(today))
        );
    }
    let (than, order) = match wanted.oldest_first {
        true => (">", "ASC"),
        false => ("<", "DESC"),
    };
    if let Some((at, answer)) = &wanted.after {
        let (at, answer) = (place(Param::Int(*at)), place(answer.to_param()));
        sql += &format!(" AND (c.opened_at, c.answer) {than} ({at}, {answer})");
    }
    sql += &format!(" ORDER BY c.opened_at {order}, c.answer {order} LIMIT {most}");
    let rows = store.query(&sql, &params)?;
    rows.into_iter().map(read).collect()
}

/// How many cases there are, those of a person among them, and how soon those of the last 30
/// days before `now` were solved. `today` is that of the shop's zone.
///
/// # Errors
/// If the store fails.
pub fn counts(
    store: &Connection,
    shop: &str,
    person: Option<&str>,
    (now, today): (i64, i64),
) -> Result<CaseCounts, StoreError> {
    let found = store.first(
        "SELECT CAST(sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS BIGINT), count(*),
                CAST(sum(CASE WHEN due < ?2 THEN 1 ELSE 0 END) AS BIGINT),
                CAST(sum(CASE WHEN assignee = ?3 THEN 1 ELSE 0 END) AS BIGINT)
         FROM cases WHERE shop = ?1 AND state <> 'solved'",
        &params![shop, today, person],
    )?;
    let mut counts = CaseCounts::default();
    if let Some(mut row) = found {
        counts.open = row.get::<Option<i64>>(0)?.unwrap_or(0);
        counts.waiting = row.get::<i64>(1)? - counts.open;
        counts.overdue = row.get::<Option<i64>>(2)?.unwrap_or(0);
        counts.mine = row.get::<Option<i64>>(3)?.unwrap_or(0);
    }
    let mut took: Vec<i64> = Vec::new();
    let sql = "SELECT solved_at - opened_at FROM cases
        WHERE shop = ?1 AND state = 'solved' AND solved_at >= ?2 ORDER BY 1";
    store.stream(sql, &params![shop, now - 30 * DAY], |mut row| {
        took.push(row.get(0)?);
        Ok::<_, StoreError>(())
    })?;
    counts.solved = i64::try_from(took.len()).unwrap_or(i64::MAX);
    counts.median = median(&took);
    Ok(counts)
}

/// Of ordered numbers the one in the middle, or between the two there.
fn median(ordered: &[i64]) -> Option<i64> {
    let middle = ordered.len() / 2;
    let upper = *ordered.get(middle)?;
    match ordered.len() % 2 {
        1 => Some(upper),
        _ => ordered
            .get(middle - 1)
            .map(|lower| lower + (upper - lower) / 2),
    }
}

/// Takes a person who does not follow up any more off the cases that are not solved.
///
/// # Errors
/// If the store fails.
pub fn hand_back(
    store: &Connection,
    shop: &str,
    person: &str,
    by: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let rows = store.query(
        "SELECT answer FROM cases WHERE shop = ?1 AND assignee = ?2 AND state <> 'solved'",
        &params![shop, person],
    )?;
    for mut row in rows {
        let of: InShop = (shop.to_owned(), row.get(0)?);
        store.execute(
            "UPDATE cases SET assignee = NULL, revision = revision + 1, changed_at = ?3,
                              changed_by = ?4
             WHERE shop = ?1 AND answer = ?2",
            &params![of.0, of.1, now, by.unwrap_or_default()],
        )?;
        let entry = CaseEntry {
            at: now,
            who: by.map(str::to_owned),
            what: "assigned".to_owned(),
            text: String::new(),
        };
        case_entries::add(store, &of, &entry)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_there() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[7]), Some(7));
        assert_eq!(median(&[1, 4]), Some(2));
        assert_eq!(median(&[1, 4, 90]), Some(4));
    }
}
