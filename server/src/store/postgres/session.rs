//! One connection to PostgreSQL, used by a thread that waits for it. Statements are prepared
//! once for each connection.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use futures_executor::block_on;
use futures_util::future::try_join_all;
use futures_util::{StreamExt as _, TryStreamExt as _, pin_mut};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Statement};

use super::super::StoreError;
use super::super::value::{Datum, Param, Row};
use super::many;

/// One connection.
pub struct Session {
    client: Client,
    statements: RefCell<HashMap<String, Statement>>,
    /// Whether something failed that may go well if it is all done again.
    met_conflict: Cell<bool>,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            statements: RefCell::default(),
            met_conflict: Cell::default(),
        }
    }

    /// Runs a statement that returns no rows, and says how many it changed.
    ///
    /// # Errors
    /// If the database fails.
    pub fn execute(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepared(sql)?;
        block_on(self.client.execute_raw(&statement, params)).map_err(|error| self.failed(error))
    }

    /// Runs a statement for each list of parameters; see `many::change` for which of them
    /// that is one statement.
    ///
    /// # Errors
    /// If the database fails.
    pub fn execute_each<const N: usize>(
        &self,
        sql: &str,
        params: &[[Param<'_>; N]],
    ) -> Result<(), StoreError> {
        if let Some(many) = many::change(sql, self.prepared(sql)?.params()) {
            return self.execute_many(&many, params);
        }
        let statement = self.prepared(sql)?;
        let all = params.iter();
        let all = all.map(|params| self.client.execute_raw(&statement, params));
        block_on(try_join_all(all)).map_err(|error| self.failed(error))?;
        Ok(())
    }

    fn execute_many<const N: usize>(
        &self,
        sql: &str,
        params: &[[Param<'_>; N]],
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        block_on(self.client.execute_raw(&statement, columns(params)))
            .map_err(|error| self.failed(error))?;
        Ok(())
    }

    /// All rows that an `INSERT` or `DELETE` returns for all lists of parameters, in any order.
    ///
    /// # Errors
    /// If the database fails, or the statement is another one.
    pub fn returned<const N: usize>(
        &self,
        sql: &str,
        params: &[[Param<'_>; N]],
    ) -> Result<Vec<Row>, StoreError> {
        let many = many::change(sql, self.prepared(sql)?.params());
        let many =
            many.ok_or_else(|| StoreError::unreadable("a statement", "it returns no rows"))?;
        self.rows_of(&many, columns(params))
    }

    /// The first row of a `SELECT` for each list of parameters.
    ///
    /// # Errors
    /// If the database fails.
    pub fn first_each<const N: usize>(
        &self,
        sql: &str,
        params: &[[Param<'_>; N]],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        let many = many::select(sql, self.prepared(sql)?.params());
        let mut found: Vec<Option<Row>> = params.iter().map(|_| None).collect();
        for row in self.rows_of(&many, columns(params))? {
            let mut data = row.into_data().into_iter();
            if let Some(Datum::Int(n)) = data.next()
                && let Ok(at) = usize::try_from(n - 1)
                && let Some(place @ None) = found.get_mut(at)
            {
                *place = Some(Row::new(data.collect()));
            }
        }
        Ok(found)
    }

    /// The rows of a query.
    ///
    /// # Errors
    /// If the database fails.
    pub fn query(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, StoreError> {
        self.rows_of(sql, params)
    }

    fn rows_of<P>(
        &self,
        sql: &str,
        params: impl IntoIterator<Item = P, IntoIter: ExactSizeIterator>,
    ) -> Result<Vec<Row>, StoreError>
    where
        P: tokio_postgres::types::BorrowToSql,
    {
        let statement = self.prepared(sql)?;
        let rows = async {
            let rows = self.client.query_raw(&statement, params).await?;
            rows.try_collect::<Vec<_>>().await
        };
        let rows = block_on(rows).map_err(|error| self.failed(error))?;
        rows.iter().map(row).collect()
    }

    /// Hands out the rows of a query one after the other.
    ///
    /// # Errors
    /// If the database or `each` fails.
    pub fn stream<E: From<StoreError>>(
        &self,
        sql: &str,
        params: &[Param<'_>],
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let statement = self.prepared(sql)?;
        let rows = block_on(self.client.query_raw(&statement, params));
        let rows = rows.map_err(|error| self.failed(error))?;
        pin_mut!(rows);
        while let Some(found) = block_on(rows.next()) {
            each(row(&found.map_err(|error| self.failed(error))?)?)?;
        }
        Ok(())
    }

    /// Runs statements without parameters.
    ///
    /// # Errors
    /// If the database fails.
    pub fn batch(&self, sql: &str) -> Result<(), StoreError> {
        block_on(self.client.batch_execute(sql)).map_err(|error| self.failed(error))
    }

    /// Whether a statement failed, since this was asked last, only because another
    /// transaction was under way.
    pub fn met_conflict(&self) -> bool {
        self.met_conflict.take()
    }

    fn failed(&self, error: tokio_postgres::Error) -> StoreError {
        let conflicts = [
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ];
        if error.code().is_some_and(|code| conflicts.contains(code)) {
            self.met_conflict.set(true);
        }
        error.into()
    }

    /// Whether the connection is gone.
    pub fn is_lost(&self) -> bool {
        self.client.is_closed()
    }

    fn prepared(&self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return Ok(statement.clone());
        }
        let statement = block_on(self.client.prepare(&sql.replace('?', "$")))
            .map_err(|error| self.failed(error))?;
        self.statements
            .borrow_mut()
            .insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// The first parameters of all lists, then the second ones, and so on.
fn columns<'p, const N: usize>(params: &[[Param<'p>; N]]) -> Vec<Vec<Param<'p>>> {
    let column = |at| params.iter().filter_map(move |list| list.get(at).copied());
    (0..N).map(|at| column(at).collect()).collect()
}

fn row(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let mut data = Vec::with_capacity(row.len());
    for (at, column) in row.columns().iter().enumerate() {
        let datum = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at)?.map(Datum::Int),
            Type::INT4 => row
                .try_get::<_, Option<i32>>(at)?
                .map(|n| Datum::Int(n.into())),
            Type::BOOL => row
                .try_get::<_, Option<bool>>(at)?
                .map(|is| Datum::Int(is.into())),
            Type::FLOAT8 => row.try_get::<_, Option<f64>>(at)?.map(Datum::Real),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at)?.map(Datum::Bytes),
            _ => row.try_get::<_, Option<String>>(at)?.map(Datum::Text),
        };
        data.push(datum.unwrap_or_default());
    }
    Ok(Row::new(data))
}

impl ToSql for Param<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut bytes::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            Param::Null => Ok(IsNull::Yes),
            Param::Int(n) if *kind == Type::INT4 => i32::try_from(n)?.to_sql_checked(kind, out),
            Param::Int(n) => n.to_sql_checked(kind, out),
            Param::Real(n) => n.to_sql_checked(kind, out),
            // PostgreSQL has no U+0000 in a text, and would refuse the whole batch.
            Param::Text(text) if text.contains('\0') => {
                text.replace('\0', "\u{fffd}").to_sql_checked(kind, out)
            }
            Param::Text(text) => text.to_sql_checked(kind, out),
            Param::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Each value is checked against the type as it is written.
        true
    }

    to_sql_checked!();
}
