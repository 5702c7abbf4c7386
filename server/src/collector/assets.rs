//! `GET /assets/{file}`: what the loader downloads besides the book, read once at start. Only files found then can be served, so no path leads elsewhere.

use super::clock;
use super::encoded::Encoded;
use super::parts::Part;
use super::sightings::Sightings;
use crate::errors::{Code, Problem};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use survey::book::Assets as CardAssets;
use survey::json::Json;
use survey::shop::Adapter;

/// Hashed names never change their content, so browsers may keep them for a year.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The panel for a shop's own people: the one name that has no hash, because no shopper
/// shall pay for telling it.
const WHY: &str = "why.js";

/// A file with its compressed forms.
#[derive(Debug)]
pub struct Asset {
    /// The body in all its forms.
    pub encoded: Encoded,
    /// Its media type.
    pub content_type: &'static str,
}

/// All files of the assets directory, in memory.
#[derive(Debug, Default)]
pub struct Assets {
    loader: String,
    staff: String,
    card: CardAssets,
    files: BTreeMap<String, Asset>,
    console: BTreeMap<String, Asset>,
}

impl Assets {
    /// Reads the directory that `cargo xtask build` fills; `public_url` is where
    /// browsers reach the collector, empty for the origin of the script tag.
    ///
    /// # Errors
    /// When a file that must be there is missing or unreadable; it says which.
    pub fn load(dir: &Path, public_url: &str) -> anyhow::Result<Self> {
        let manifest = dir.join("manifest.json");
        let text = fs::read_to_string(&manifest).with_context(|| {
            format!(
                "{} cannot be read; build the assets with `cargo xtask build` or point --assets at them",
                manifest.display()
            )
        })?;
        let manifest: Json = serde_json::from_str(&text).context("manifest.json is not JSON")?;
        let wrong = |error| anyhow::anyhow!("manifest.json: {error}");
        let name = |key| manifest.field(key, Json::string).map_err(wrong);
        let script = |file: String| {
            let file = dir.join(file);
            fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))
        };
        let files = read_files(dir)?;
        // A card in one piece has no late half, nor the script that comes with that.
        let late = manifest.optional("late", Json::string).map_err(wrong)?;
        let rest = manifest.optional("rest", Json::string).map_err(wrong)?;
        let mut adapters = Vec::new();
        for set in Adapter::SETS {
            let file = manifest.field("adapters", |all| all.field(set, Json::string));
            adapters.push((set.to_owned(), file.map_err(wrong)?));
        }
        let named = adapters.iter().map(|(_, file)| file.clone());
        let named = named.chain(late).chain(rest);
        for file in named.chain([name("card")?, name("wasm")?]) {
            if !files.contains_key(&file) {
                bail!(
                    "manifest.json names {file}, which is not in {}",
                    dir.display()
                );
            }
        }
        let console = match dir.join("console") {
            console if console.is_dir() => read_files(&console)?,
            _ => BTreeMap::new(),
        };
        Ok(Assets {
            loader: script(name("loader")?)?,
            staff: script(name("staff")?)?,
            card: CardAssets {
                base: public_url.to_owned(),
                card: format!("/assets/{}", name("card")?),
                wasm: format!("/assets/{}", name("wasm")?),
                adapters: adapters
                    .into_iter()
                    .map(|(set, file)| (set, format!("/assets/{file}")))
                    .collect(),
            },
            files,
            console,
        })
    }

    /// The loader with the placeholder for its table, as shoppers or a shop's own people get
    /// it; empty where no assets were given.
    pub fn loader(&self, staff: bool) -> &str {
        if staff { &self.staff } else { &self.loader }
    }

    /// Where the loader finds the card.
    pub fn card(&self) -> &CardAssets {
        &self.card
    }

    /// Which part of the card a file is, if it is one.
    fn part(&self, file: &str) -> Option<Part> {
        let is = |path: &str| path.strip_prefix("/assets/") == Some(file);
        match file {
            _ if is(&self.card.card) => Some(Part::Glue),
            _ if is(&self.card.wasm) => Some(Part::Wasm),
            _ => None,
        }
    }

    /// A file of the console.
    pub fn console(&self, file: &str) -> Option<&Asset> {
        self.console.get(file)
    }
}

/// Sends a file.
///
/// # Errors
/// `not_found`.
pub async fn asset(
    request: HttpRequest,
    file: web::Path<String>,
    assets: web::Data<Assets>,
    sightings: web::Data<Sightings>,
) -> Result<HttpResponse, Problem> {
    if let Some(part) = assets.part(&file) {
        sightings.part(part, request.headers(), clock::now());
    }
    let asset = assets.files.get(file.as_str()).ok_or_else(|| {
        Problem::new(
            Code::NotFound,
            "There is no such file; a newer build has other names.",
        )
    })?;
    let kept = if *file == WHY { "no-cache" } else { IMMUTABLE };
    let mut response = HttpResponse::Ok();
    response
        .content_type(asset.content_type)
        .insert_header((header::CACHE_CONTROL, kept));
    Ok(asset.encoded.answer(&request, response))
}

/// Reads the plain files of a directory, each with its `.br` and `.gz` beside it.
fn read_files(dir: &Path) -> anyhow::Result<BTreeMap<String, Asset>> {
    let mut files = BTreeMap::new();
    let unreadable = || format!("{} cannot be read", dir.display());
    for entry in fs::read_dir(dir).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let Some(content_type) = content_type(name).filter(|_| path.is_file()) else {
            continue;
        };
        let form = |suffix: &str| {
            let form = path.with_file_name(format!("{name}.{suffix}"));
            fs::read(form).ok().map(Into::into)
        };
        let plain =
            fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let encoded = Encoded::precompressed(plain.into(), form("br"), form("gz"));
        let asset = Asset {
            encoded,
            content_type,
        };
        files.insert(name.to_owned(), asset);
    }
    Ok(files)
}

/// The media type by the name's end; `None` for what is not to be served.
fn content_type(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    match extension {
        // The loader is served with its table inside, from an address of its own.
        _ if name == "loader.js" || name == "manifest.json" => None,
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "css" => Some("text/css; charset=utf-8"),
        "txt" => Some("text/plain; charset=utf-8"),
        "html" => Some("text/html; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "ico" => Some("image/x-icon"),
        "woff2" => Some("font/woff2"),
        "json" => Some("application/json"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn built() -> anyhow::Result<tempfile::TempDir> {
        let dir = tempfile::tempdir()?;
        let manifest = r#"{"loader":"loader.js","staff":"loader-staff.js","adapters":
            {"gcm":"gcm-1.js","gcm-tool":"gcm-1.js","gcm-tool-woo":"gcm-1.js",
            "tcf":"gcm-1.js","tcf-woo":"gcm-1.js","woo":"gcm-1.js"},
            "card":"card-1.js","wasm":"card-1.wasm"}"#;
        for (name, content) in [
            ("manifest.json", manifest),
            ("loader.js", "start(__TILLSIDE_TABLE__)"),
            ("loader-staff.js", "explain(__TILLSIDE_TABLE__)"),
            ("gcm-1.js", "adapter"),
            ("card-1.js", "plain"),
            ("card-1.js.br", "brotli"),
            ("card-1.wasm", "wasm"),
            (WHY, "panel"),
            ("secret.key", "secret"),
        ] {
            fs::write(dir.path().join(name), content)?;
        }
        Ok(dir)
    }

    fn unseen() -> web::Data<Sightings> {
        web::Data::new(Sightings::default())
    }

    #[actix_web::test]
    async fn a_file_is_sent_in_its_compressed_form_with_its_type() -> anyhow::Result<()> {
        let dir = built()?;
        let assets = web::Data::new(Assets::load(dir.path(), "")?);
        let request = TestRequest::default()
            .insert_header((header::ACCEPT_ENCODING, "br"))
            .to_http_request();
        let path = web::Path::from("card-1.js".to_owned());
        let response = asset(request.clone(), path, assets.clone(), unseen()).await?;
        assert_eq!(
            response
                .headers()
                .get("content-encoding")
                .map(|v| v.as_bytes()),
            Some(&b"br"[..])
        );
        assert_eq!(
            response
                .headers()
                .get("cache-control")
                .map(|v| v.as_bytes()),
            Some(IMMUTABLE.as_bytes())
        );
        let path = web::Path::from("card-1.wasm".to_owned());
        let response = asset(request, path, assets, unseen()).await?;
        assert_eq!(
            response.headers().get("content-type").map(|v| v.as_bytes()),
            Some(&b"application/wasm"[..])
        );
        assert!(response.headers().get("content-encoding").is_none());
        Ok(())
    }

    #[actix_web::test]
    async fn what_has_no_hash_in_its_name_is_asked_for_again() -> anyhow::Result<()> {
        let dir = built()?;
        let assets = web::Data::new(Assets::load(dir.path(), "")?);
        let request = TestRequest::default().to_http_request();
        let response = asset(request, web::Path::from(WHY.to_owned()), assets, unseen()).await?;
        let kept = response.headers().get(header::CACHE_CONTROL);
        assert_eq!(kept.map(|v| v.as_bytes()), Some(&b"no-cache"[..]));
        assert!(response.headers().contains_key(header::ETAG));
        Ok(())
    }

    #[actix_web::test]
    async fn nothing_but_the_files_found_at_start_is_served() -> anyhow::Result<()> {
        let dir = built()?;
        let assets = web::Data::new(Assets::load(dir.path(), "")?);
        for name in [
            "../manifest.json",
            "manifest.json",
            "loader.js",
            "secret.key",
            "card-1.js.br",
            "",
        ] {
            let request = TestRequest::default().to_http_request();
            let path = web::Path::from(name.to_owned());
            assert!(
                asset(request, path, assets.clone(), unseen())
                    .await
                    .is_err(),
                "{name}"
            );
        }
        Ok(())
    }

    #[test]
    fn a_card_whose_late_half_is_missing_is_refused() -> anyhow::Result<()> {
        let dir = built()?;
        let manifest = dir.path().join("manifest.json");
        let whole = fs::read_to_string(&manifest)?;
        let halved = whole.replace(r#""wasm":"#, r#""late":"card-1-late.wasm","wasm":"#);
        fs::write(&manifest, halved)?;
        let error = Assets::load(dir.path(), "").err().map(|e| e.to_string());
        assert!(error.unwrap_or_default().contains("card-1-late.wasm"));
        fs::write(dir.path().join("card-1-late.wasm"), "late")?;
        assert!(Assets::load(dir.path(), "").is_ok());
        Ok(())
    }

    #[test]
    fn a_build_without_an_adapter_that_a_shop_may_need_is_refused() -> anyhow::Result<()> {
        let dir = built()?;
        let manifest = dir.path().join("manifest.json");
        let whole = fs::read_to_string(&manifest)?;
        fs::write(&manifest, whole.replace(r#""tcf":"#, r#""fct":"#))?;
        let error = Assets::load(dir.path(), "").err().map(|e| e.to_string());
        assert!(error.unwrap_or_default().contains("adapters.tcf"));
        Ok(())
    }

    #[test]
    fn a_missing_build_is_explained() -> anyhow::Result<()> {
        let dir = tempfile::tempdir()?;
        let error = Assets::load(dir.path(), "").err().map(|e| e.to_string());
        assert!(error.unwrap_or_default().contains("cargo xtask build"));
        Ok(())
    }
}
