//! `GET /openapi.json`: the description of every public address, written by hand in `openapi.json` and held to the error table by a test.

use actix_web::HttpResponse;
use actix_web::http::header;

const DOCUMENT: &str = include_str!("openapi.json");

/// Sends the document.
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(DOCUMENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console_api::routes::{Least, TABLE as TABLE_OF_CONSOLE};
    use crate::errors::TABLE;
    use serde_json::Value;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_names_every_error_code_and_no_other() -> anyhow::Result<()> {
        let document: Value = serde_json::from_str(DOCUMENT)?;
        let named = &document["components"]["schemas"]["ErrorCode"]["enum"];
        let named: BTreeSet<&str> = named
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let table: BTreeSet<&str> = TABLE.iter().map(|row| row.name).collect();
        assert_eq!(named, table);
        Ok(())
    }

    /// The addresses that stand as texts in the source of a file of routes.
    fn addresses(source: &str) -> impl Iterator<Item = &str> {
        let texts = source.split('"').skip(1).step_by(2);
        texts.filter(|text| text.starts_with('/'))
    }

    #[test]
    fn no_route_is_without_a_description() -> anyhow::Result<()> {
        let document: Value = serde_json::from_str(DOCUMENT)?;
        let described = document["paths"].as_object().into_iter().flatten();
        let described: BTreeSet<String> = described.map(|(path, _)| path.clone()).collect();
        // Pages are files and no part of the API.
        let pages = ["/console", "/console/{path:.*}", "/demo"];
        let outside = addresses(include_str!("../routes.rs"))
            .filter(|path| !pages.contains(path))
            // The document says what the file's name is made of.
            .map(|path| path.replace("/s/{file}", "/s/{key}.js"));
        let link = "/console/sign-in".to_owned();
        let console = TABLE_OF_CONSOLE.iter().map(|row| in_console(row.path));
        let routes: BTreeSet<String> = outside.chain(console).chain([link]).collect();
        assert_eq!(described, routes);
        Ok(())
    }

    fn in_console(path: &str) -> String {
        format!("/console/api{path}")
    }

    #[test]
    fn of_the_console_every_method_is_described_and_who_may() -> anyhow::Result<()> {
        let document: Value = serde_json::from_str(DOCUMENT)?;
        let in_document = |path: &str, value: &Value| -> BTreeSet<(String, String, bool)> {
            let methods = value.as_object().into_iter().flatten();
            methods
                .map(|(method, told)| {
                    let open = told.get("security").is_none();
                    (method.to_uppercase(), path.to_owned(), open)
                })
                .collect()
        };
        let described: BTreeSet<_> = document["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(path, _)| path.starts_with("/console/api/"))
            .flat_map(|(path, value)| in_document(path, value))
            .collect();
        let table = TABLE_OF_CONSOLE.iter().map(|row| {
            let open = row.least == Least::Anybody;
            (row.method.to_string(), in_console(row.path), open)
        });
        assert_eq!(described, table.collect());
        Ok(())
    }

    #[test]
    fn every_reference_leads_somewhere() -> anyhow::Result<()> {
        let document: Value = serde_json::from_str(DOCUMENT)?;
        let mut open = vec![&document];
        let mut references = 0;
        while let Some(value) = open.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(Value::String(reference)) = members.get("$ref") {
                        let target = document.pointer(reference.trim_start_matches('#'));
                        assert!(target.is_some(), "{reference}");
                        references += 1;
                    }
                    open.extend(members.values());
                }
                Value::Array(items) => open.extend(items),
                _ => {}
            }
        }
        assert!(references > 10);
        Ok(())
    }
}
