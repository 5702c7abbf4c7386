//! One statement for many lists of parameters: each parameter becomes an array, and PostgreSQL
//! goes through them by itself. That is several times faster than a statement for each list.

use tokio_postgres::types::Type;

/// A `SELECT` that returns its rows for every list of parameters, each after the number of its
/// list, counted from 1.
pub fn select(sql: &str, kinds: &[Type]) -> String {
    let lists = lists(kinds);
    let sql = named(sql);
    format!("SELECT p.list, q.* FROM {lists} CROSS JOIN LATERAL ({sql}) AS q")
}

/// An `INSERT` of one row or a `DELETE` that is done for every list of parameters; `None` where
/// it is neither. Outside of its `VALUES` an `INSERT` may speak of `excluded`, not of parameters,
/// and no two lists may change the same row.
pub fn change(sql: &str, kinds: &[Type]) -> Option<String> {
    let lists = lists(kinds);
    if sql.starts_with("DELETE FROM ") {
        let (table, which) = sql.split_once(" WHERE ")?;
        return Some(format!("{table} USING {lists} WHERE {}", named(which)));
    }
    if !sql.starts_with("INSERT INTO ") {
        return None;
    }
    let (table, rest) = sql.split_once("VALUES (")?;
    let (values, conflict) = rest.split_once(')')?;
    let values = named(values);
    Some(format!("{table} SELECT {values} FROM {lists}{conflict}"))
}

/// The lists of parameters as a table.
fn lists(kinds: &[Type]) -> String {
    let each = |join: fn(usize, &Type) -> String| {
        let each = (1..).zip(kinds).map(|(at, kind)| join(at, kind));
        each.collect::<Vec<_>>().join(", ")
    };
    let arrays = each(|at, kind| format!("${at}::{}[]", kind.name()));
    let names = each(|at, _| format!("p{at}"));
    format!("unnest({arrays}) WITH ORDINALITY AS p ({names}, list)")
}

/// The statement with columns of that table in place of parameters.
fn named(sql: &str) -> String {
    sql.replace('?', "p.p")
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [Type; 2] = [Type::TEXT, Type::INT8];
    const LISTS: &str = "unnest($1::text[], $2::int8[]) WITH ORDINALITY AS p (p1, p2, list)";

    #[test]
    fn a_question_is_asked_for_each_list() {
        assert_eq!(
            select("SELECT 1 FROM t WHERE a = ?1 AND b = ?2", &KINDS),
            format!(
                "SELECT p.list, q.* FROM {LISTS} CROSS JOIN LATERAL \
                 (SELECT 1 FROM t WHERE a = p.p1 AND b = p.p2) AS q"
            )
        );
    }

    #[test]
    fn rows_are_written_and_removed_for_each_list() {
        let insert = "INSERT INTO t (a, b) VALUES (?1, ?2) ON CONFLICT (a) DO NOTHING";
        assert_eq!(
            change(insert, &KINDS).as_deref(),
            Some(&*format!(
                "INSERT INTO t (a, b)  SELECT p.p1, p.p2 FROM {LISTS} ON CONFLICT (a) DO NOTHING"
            ))
        );
        assert_eq!(
            change("DELETE FROM t WHERE a = ?1 AND b = ?2", &KINDS).as_deref(),
            Some(&*format!(
                "DELETE FROM t USING {LISTS} WHERE a = p.p1 AND b = p.p2"
            ))
        );
    }

    #[test]
    fn what_may_change_a_row_twice_is_left_alone() {
        assert_eq!(change("UPDATE t SET n = n + 1 WHERE a = ?1", &KINDS), None);
    }
}
