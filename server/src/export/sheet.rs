//! Answers as a workbook of a spreadsheet, written row by row: its size is no matter of memory.

use std::fs::File;
use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use survey::json::Json;

use super::{head, in_words, values};

/// The rows that a sheet can have; what is more goes into another sheet.
const ROWS: u32 = 1_048_576;
/// The longest text that a cell can have, in UTF-16 units.
const LONGEST: usize = 32_767;
/// The columns that are moments, in milliseconds since 1970-01-01.
const MOMENTS: [&str; 3] = ["asked_at", "occurred_at", "received_at"];
/// How a moment is shown, and how wide that is, in characters.
const SHOWN: (&str, f64) = ("yyyy-mm-dd hh:mm:ss", 19.0);

/// A workbook that is being written. Moments are those of UTC.
pub struct Sheets {
    book: Workbook,
    attributes: Vec<String>,
    head: Vec<String>,
    moment: Format,
    next: u32,
}

impl Sheets {
    /// A workbook with its first row, which has these attributes at its end. What does not fit into memory is put into a folder.
    ///
    /// # Errors
    /// If the folder cannot be used.
    pub fn new(folder: &Path, attributes: Vec<String>) -> Result<Sheets, XlsxError> {
        let mut book = Workbook::new();
        book.set_tempdir(folder)?;
        let mut sheets = Sheets {
            book,
            head: head(&attributes),
            attributes,
            moment: Format::new().set_num_format(SHOWN.0),
            next: 0,
        };
        sheets.begin()?;
        Ok(sheets)
    }

    fn begin(&mut self) -> Result<(), XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(&self.head) {
            if MOMENTS.contains(&name.as_str()) {
                sheet.set_column_width(column, SHOWN.1)?;
            }
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        self.next = 1;
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, row: &Json) -> Result<(), XlsxError> {
        if self.next == ROWS {
            self.begin()?;
        }
        let Some(sheet) = self.book.worksheets_mut().last_mut() else {
            return Ok(());
        };
        for ((column, name), value) in (0..).zip(&self.head).zip(values(row, &self.attributes)) {
            let is_moment = MOMENTS.contains(&name.as_str());
            let moment = is_moment.then_some(&self.moment);
            write(sheet, (self.next, column), value, moment)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes it all into a file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self, to: &File) -> Result<(), XlsxError> {
        self.book.save_to_writer(to)
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: Option<&Json>,
    moment: Option<&Format>,
) -> Result<(), XlsxError> {
    match (value, moment) {
        (None | Some(Json::Null), _) => return Ok(()),
        (Some(Json::Number(millis)), Some(format)) => {
            #[expect(clippy::cast_possible_truncation, reason = "integers up to 2^53")]
            let seconds = (millis / 1000.0).floor() as i64;
            let at = ExcelDateTime::from_timestamp(seconds)?;
            sheet.write_datetime_with_format(row, column, &at, format)?
        }
        (Some(Json::Number(number)), None) => sheet.write_number(row, column, *number)?,
        (Some(Json::Bool(flag)), _) => sheet.write_boolean(row, column, *flag)?,
        // Written as text, nothing is taken for a formula.
        (Some(other), _) => sheet.write_string(row, column, fitting(in_words(other)))?,
    };
    Ok(())
}

fn fitting(text: String) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut units = 0;
    let fits = |letter: &char| {
        units += letter.len_utf16();
        units <= LONGEST
    };
    text.chars().take_while(fits).collect()
}
