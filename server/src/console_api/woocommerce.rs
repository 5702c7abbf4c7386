//! `GET /console/api/shops/{key}/woocommerce.zip`: the shop's tag as a plugin for WordPress,
//! made when it is asked for. It has no settings, because it is of one shop.

use std::io::{Cursor, Write as _};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{links, shop_of};
use crate::errors::{Code, Problem};
use crate::store::Store;

/// The plugin, in which [`PLACE`] stands for the address of the shop's script.
const PLUGIN: &str = include_str!("woocommerce/tillside.php");
/// What WordPress tells of the plugin, with the same place.
const README: &str = include_str!("woocommerce/readme.txt");
const PLACE: &str = "__TAG__";

/// The plugin of a shop.
///
/// # Errors
/// `unknown_shop`.
pub async fn plugin(
    request: HttpRequest,
    key: web::Path<String>,
    store: web::Data<Store>,
) -> Result<HttpResponse, Problem> {
    let base = links::base(&request);
    let shop = shop_of(&store, key.into_inner()).await?;
    let packed = pack(&format!("{base}/s/{}.js", shop.key)).map_err(|error| {
        tracing::error!(%error, "the plugin could not be packed");
        Problem::new(Code::Internal, "The plugin could not be packed.")
    })?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"tillside.zip\"",
        ))
        .content_type("application/zip")
        .body(packed))
}

/// The zip file for a script. Equal scripts have equal files.
fn pack(script: &str) -> Result<Vec<u8>, ZipError> {
    let stored = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("tillside/tillside.php", PLUGIN.replace(PLACE, &php(script))),
        ("tillside/readme.txt", README.replace(PLACE, script)),
    ] {
        zip.start_file(name, stored)?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A text as it stands between single quotes in PHP. The host of a request is in it.
fn php(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn an_address_stays_within_its_quotes() {
        let packed = pack(r"https://a'b\.example/s/pk_one.js").expect("packs");
        let mut zip = zip::ZipArchive::new(Cursor::new(packed)).expect("is a zip file");
        let mut text = String::new();
        let mut file = zip.by_name("tillside/tillside.php").expect("is there");
        file.read_to_string(&mut text).expect("is text");
        let wanted = r"const TAG = 'https://a\'b\\.example/s/pk_one.js';";
        assert!(text.contains(wanted), "{text}");
        assert!(!text.contains(PLACE));
    }
}
