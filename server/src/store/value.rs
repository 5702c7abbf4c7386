//! What goes into a statement and what comes out of a row, whichever engine runs it. Flags
//! are 0 or 1 in both.

use super::StoreError;

/// A value on its way into a statement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Param<'a> {
    /// Nothing.
    Null,
    /// A whole number or a flag.
    Int(i64),
    /// Any number.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
}

/// A value that came out of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Datum {
    /// Nothing.
    #[default]
    Null,
    /// A whole number or a flag.
    Int(i64),
    /// Any number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// The parameters of a statement, in the order of `?1`, `?2` and so on; [`ToParam`] must be in
/// scope.
macro_rules! params {
    ($($value:expr),* $(,)?) => {
        [$($value.to_param()),*]
    };
}
pub(crate) use params;

/// What can go into a statement.
pub trait ToParam {
    /// The same as a parameter.
    fn to_param(&self) -> Param<'_>;
}

impl<T: ToParam + ?Sized> ToParam for &T {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}

impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, ToParam::to_param)
    }
}

impl ToParam for str {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl ToParam for String {
    fn to_param(&self) -> Param<'_> {
        Param::Text(self)
    }
}

impl ToParam for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl ToParam for Vec<u8> {
    fn to_param(&self) -> Param<'_> {
        Param::Bytes(self)
    }
}

impl ToParam for f64 {
    fn to_param(&self) -> Param<'_> {
        Param::Real(*self)
    }
}

/// Whole numbers that every engine holds.
macro_rules! whole {
    ($($kind:ty),*) => {
        $(impl ToParam for $kind {
            fn to_param(&self) -> Param<'_> {
                Param::Int(i64::from(*self))
            }
        })*
    };
}
whole!(i64, u32, bool);

/// A row, read column by column; each column once.
#[derive(Debug)]
pub struct Row(Vec<Datum>);

impl Row {
    pub(super) fn new(data: Vec<Datum>) -> Self {
        Self(data)
    }

    /// Takes the value of a column out, counted from 0.
    ///
    /// # Errors
    /// If there is no such column, or it holds something else.
    pub fn get<T: FromDatum>(&mut self, column: usize) -> Result<T, StoreError> {
        let datum = self.0.get_mut(column).map(std::mem::take);
        datum.and_then(T::from_datum).ok_or_else(|| {
            StoreError::unreadable(format!("a column ({column})"), "it is of another type")
        })
    }

    /// All values, in the order of the columns.
    pub fn into_data(self) -> Vec<Datum> {
        self.0
    }
}

/// What can come out of a row.
pub trait FromDatum: Sized {
    /// The value as this type; `None` where it is of another.
    fn from_datum(datum: Datum) -> Option<Self>;
}

impl FromDatum for i64 {
    fn from_datum(datum: Datum) -> Option<Self> {
        match datum {
            Datum::Int(n) => Some(n),
            _ => None,
        }
    }
}

impl FromDatum for u32 {
    fn from_datum(datum: Datum) -> Option<Self> {
        i64::from_datum(datum).and_then(|n| n.try_into().ok())
    }
}

impl FromDatum for bool {
    fn from_datum(datum: Datum) -> Option<Self> {
        i64::from_datum(datum).map(|n| n != 0)
    }
}

impl FromDatum for f64 {
    fn from_datum(datum: Datum) -> Option<Self> {
        match datum {
            Datum::Real(n) => Some(n),
            _ => None,
        }
    }
}

impl FromDatum for String {
    fn from_datum(datum: Datum) -> Option<Self> {
        match datum {
            Datum::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl FromDatum for Vec<u8> {
    fn from_datum(datum: Datum) -> Option<Self> {
        match datum {
            Datum::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

impl<T: FromDatum> FromDatum for Option<T> {
    fn from_datum(datum: Datum) -> Option<Self> {
        match datum {
            Datum::Null => Some(None),
            datum => T::from_datum(datum).map(Some),
        }
    }
}
