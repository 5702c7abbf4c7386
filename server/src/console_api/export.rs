//! `GET …/prompts/{prompt}/export.csv` and `export.xlsx`: the askings of a prompt under a filter, a
//! row each. Addresses that shoppers left are never among them. The file is written on a thread
//! of its own before it is sent, so that a slow download holds up nothing in the store.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use actix_files::NamedFile;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpRequest, HttpResponse, web};
use anyhow::Context as _;
use survey::json::Json;

use super::caller::Caller;
use super::filter::{self, Pairs};
use super::report::versions_of;
use super::unknown_shop;
use crate::errors::{Code, Problem, Wait};
use crate::export::sheet::Sheets;
use crate::export::{cells, head, write_csv};
use crate::store::filter::Filter;
use crate::store::{Connection, Store, StoreError, export as rows, shops};

/// Who is having a file written, and where files are while they are sent. They have no name
/// there, so that they are gone with this process at the latest.
#[derive(Clone, Debug)]
pub struct Exports {
    folder: PathBuf,
    busy: Arc<Mutex<HashSet<String>>>,
}

impl Exports {
    /// Nobody is.
    pub fn new(folder: PathBuf) -> Exports {
        Exports {
            folder,
            busy: Arc::default(),
        }
    }

    /// Begins a file for somebody, unless one is being written.
    fn begin(&self, caller: &Caller) -> Result<Turn, Problem> {
        let person = caller.person.as_ref().map(|person| &person.id);
        let who = person.unwrap_or(&caller.session).clone();
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        match busy.insert(who.clone()) {
            true => Ok(Turn(self.clone(), who)),
            false => Err(Problem::limited(Wait {
                limit: "export",
                seconds: 5,
                quota: 1,
                window: 5,
            })),
        }
    }
}

/// Somebody's turn, until it is dropped.
struct Turn(Exports, String);

impl Drop for Turn {
    fn drop(&mut self) {
        let busy = &self.0.busy;
        busy.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&self.1);
    }
}

/// How an export is written.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Csv,
    Xlsx,
}

impl Shape {
    fn ending(self) -> &'static str {
        match self {
            Shape::Csv => "csv",
            Shape::Xlsx => "xlsx",
        }
    }
}

/// What an export needs of a request.
type Parts = (
    web::Path<(String, String)>,
    web::Query<Pairs>,
    web::Data<Store>,
    web::Data<Exports>,
);

/// Sends records of text.
///
/// # Errors
/// `rate_limited` while another file is written for the same person, and where there is no such
/// prompt or filter.
pub async fn csv(
    request: HttpRequest,
    caller: Caller,
    parts: Parts,
) -> Result<HttpResponse, Problem> {
    send(&request, &caller, parts, Shape::Csv).await
}

/// Sends a workbook.
///
/// # Errors
/// As [`csv`].
pub async fn xlsx(
    request: HttpRequest,
    caller: Caller,
    parts: Parts,
) -> Result<HttpResponse, Problem> {
    send(&request, &caller, parts, Shape::Xlsx).await
}

async fn send(
    request: &HttpRequest,
    caller: &Caller,
    (path, pairs, store, exports): Parts,
    shape: Shape,
) -> Result<HttpResponse, Problem> {
    let (key, id) = path.into_inner();
    let (filter, _) = filter::read(pairs.into_inner(), &[])?;
    let turn = exports.begin(caller)?;
    let name = format!("{id}.{}", shape.ending());
    let file = store
        .read(move |c| {
            versions_of(c, &key, &id, &filter).map_err(Unwritten::Refused)?;
            let shop = shops::facts(c, &key)?.ok_or_else(|| Unwritten::Refused(unknown_shop()))?;
            filter::check_attributes(&filter, &shop).map_err(Unwritten::Refused)?;
            let attributes = shop.report_attributes;
            let written = write(c, (&key, &id), &filter, (shape, attributes), &turn.0.folder);
            written.map_err(Unwritten::Failed)
        })
        .await?;
    let sent = NamedFile::from_file(file, &name).map_err(|error| failed(&error.into()))?;
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    };
    Ok(sent
        .prefer_utf8(true)
        .set_content_disposition(disposition)
        .use_etag(false)
        .use_last_modified(false)
        .into_response(request))
}

/// Writes a file that has no name; with the shop's kept attributes as its last columns.
fn write(
    store: &Connection,
    prompt: (&str, &str),
    filter: &Filter,
    (shape, attributes): (Shape, Vec<String>),
    folder: &Path,
) -> anyhow::Result<File> {
    let file = tempfile::tempfile_in(folder).context("a file for an export cannot be made")?;
    match shape {
        Shape::Csv => {
            let mut to = BufWriter::new(&file);
            write_csv(&mut to, head(&attributes))?;
            let each = |row: Json| -> anyhow::Result<()> {
                Ok(write_csv(&mut to, cells(&row, &attributes))?)
            };
            rows::of_prompt(store, prompt, filter, each)?;
            to.flush()?;
        }
        Shape::Xlsx => {
            let mut sheets = Sheets::new(folder, attributes)?;
            let each = |row: Json| -> anyhow::Result<()> { Ok(sheets.add(&row)?) };
            rows::of_prompt(store, prompt, filter, each)?;
            sheets.finish(&file)?;
        }
    }
    Ok(file)
}

/// Why there is no file.
enum Unwritten {
    Refused(Problem),
    Failed(anyhow::Error),
}

impl From<StoreError> for Unwritten {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Unwritten> for Problem {
    fn from(unwritten: Unwritten) -> Self {
        match unwritten {
            Unwritten::Refused(problem) => problem,
            Unwritten::Failed(error) => failed(&error),
        }
    }
}

fn failed(error: &anyhow::Error) -> Problem {
    tracing::error!(
        error = format!("{error:#}"),
        "an export could not be written"
    );
    Problem::new(
        Code::Internal,
        "The file could not be written; the server's log says why. Try again.",
    )
}
