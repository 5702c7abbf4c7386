//! A response body in every encoding with its entity tag, made once and sent often. It does not know what the body says.

use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// Responses that one cache keeps; when more are asked for it starts afresh.
const CACHED: usize = 256;

/// A body and its compressed forms.
#[derive(Clone, Debug)]
pub struct Encoded {
    /// As it is.
    pub plain: Bytes,
    /// Compressed with brotli, if that form exists.
    pub br: Option<Bytes>,
    /// Compressed with gzip, if that form exists.
    pub gzip: Option<Bytes>,
    /// Names the content; each form has a tag of its own made from it.
    digest: String,
}

impl Encoded {
    /// Takes forms that exist already.
    pub fn precompressed(plain: Bytes, br: Option<Bytes>, gzip: Option<Bytes>) -> Self {
        let digest = Sha256::digest(&plain);
        Encoded {
            digest: digest.iter().take(12).map(|b| format!("{b:02x}")).collect(),
            plain,
            br,
            gzip,
        }
    }

    /// Compresses a body. This takes milliseconds; do it away from the workers.
    pub fn compress(plain: Vec<u8>) -> io::Result<Self> {
        let mut br = Vec::new();
        let params = BrotliEncoderParams {
            quality: 11,
            size_hint: plain.len(),
            ..BrotliEncoderParams::default()
        };
        brotli::BrotliCompress(&mut plain.as_slice(), &mut br, &params)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&plain)?;
        let gzip = gzip.finish()?;
        Ok(Encoded::precompressed(
            plain.into(),
            Some(br.into()),
            Some(gzip.into()),
        ))
    }

    /// Answers with the best form the client takes, or with 304 if it has that form.
    /// `response` carries the status and the headers that do not depend on the form.
    pub fn answer(&self, request: &HttpRequest, mut response: HttpResponseBuilder) -> HttpResponse {
        let (body, coding) = self.form_for(request.headers());
        let tag = match coding {
            Some(coding) => format!("\"{}-{coding}\"", self.digest),
            None => format!("\"{}\"", self.digest),
        };
        response
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header((header::ETAG, tag.as_str()));
        if matches_tag(request.headers(), &tag) {
            return response
                .status(actix_web::http::StatusCode::NOT_MODIFIED)
                .finish();
        }
        if let Some(coding) = coding {
            response.insert_header((header::CONTENT_ENCODING, coding));
        }
        response.body(body.clone())
    }

    fn form_for(&self, headers: &HeaderMap) -> (&Bytes, Option<&'static str>) {
        match (&self.br, &self.gzip) {
            (Some(br), _) if accepts(headers, "br") => (br, Some("br")),
            (_, Some(gzip)) if accepts(headers, "gzip") => (gzip, Some("gzip")),
            _ => (&self.plain, None),
        }
    }
}

/// Whether `Accept-Encoding` names the coding without forbidding it by `q=0`.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let mut parts = offer.split(';').map(str::trim);
            let named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(coding));
            let refused = parts
                .filter_map(|part| part.strip_prefix("q="))
                .any(|q| q.parse().is_ok_and(|q: f32| q == 0.0));
            named && !refused
        })
}

fn matches_tag(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|candidate| candidate.trim())
        .any(|candidate| candidate == "*" || candidate.trim_start_matches("W/") == tag)
}

/// Encoded responses by key, all of one time: those of an hour that is over are let go of when
/// the first of the next one is made. Of several requests that miss the same entry one does
/// the work.
pub struct Cache<K> {
    kept: Mutex<Kept<K>>,
}

struct Kept<K> {
    /// The book token of all of them.
    token: String,
    entries: HashMap<K, Arc<OnceCell<Arc<Encoded>>>>,
}

impl<K> Default for Cache<K> {
    fn default() -> Self {
        let kept = Kept {
            token: String::new(),
            entries: HashMap::new(),
        };
        Cache {
            kept: Mutex::new(kept),
        }
    }
}

impl<K> fmt::Debug for Cache<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cache")
    }
}

impl<K: Eq + Hash> Cache<K> {
    /// The response of this key with this token; `make` writes its body if it is not there yet.
    ///
    /// # Errors
    /// As `make`, and when compressing fails, which only a lack of memory or a shutdown can
    /// cause.
    pub async fn get_or_make(
        &self,
        token: &str,
        key: K,
        make: impl FnOnce() -> io::Result<Vec<u8>> + Send + 'static,
    ) -> io::Result<Arc<Encoded>> {
        let entry = self.entry(token, key);
        let made = entry.get_or_try_init(|| async {
            tokio::task::spawn_blocking(move || Encoded::compress(make()?))
                .await
                .map_err(io::Error::other)?
                .map(Arc::new)
        });
        made.await.cloned()
    }

    fn entry(&self, token: &str, key: K) -> Arc<OnceCell<Arc<Encoded>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.token != token {
            kept.entries.clear();
            token.clone_into(&mut kept.token);
        }
        if kept.entries.len() >= CACHED && !kept.entries.contains_key(&key) {
            kept.entries.clear();
        }
        kept.entries.entry(key).or_default().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn answered(accept: &str, tag: &str) -> anyhow::Result<HttpResponse> {
        let encoded = Encoded::compress(b"body ".repeat(100))?;
        let request = TestRequest::default()
            .insert_header((header::ACCEPT_ENCODING, accept))
            .insert_header((header::IF_NONE_MATCH, tag))
            .to_http_request();
        Ok(encoded.answer(&request, HttpResponse::Ok()))
    }

    fn header_of(response: &HttpResponse, name: header::HeaderName) -> String {
        let value = response.headers().get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    }

    #[test]
    fn the_best_accepted_form_is_sent() -> anyhow::Result<()> {
        for (accept, coding) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip;q=0.5", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("identity", ""),
            ("brotli", ""),
        ] {
            let response = answered(accept, "")?;
            assert_eq!(
                header_of(&response, header::CONTENT_ENCODING),
                coding,
                "{accept}"
            );
            assert_eq!(header_of(&response, header::VARY), "Accept-Encoding");
        }
        Ok(())
    }

    #[test]
    fn a_known_form_is_not_sent_again_and_forms_have_different_tags() -> anyhow::Result<()> {
        let first = answered("br", "")?;
        let tag = header_of(&first, header::ETAG);
        assert_eq!(answered("br", &tag)?.status(), 304);
        assert_eq!(
            answered("br", &format!("\"other\", W/{tag}"))?.status(),
            304
        );
        assert_eq!(answered("gzip", &tag)?.status(), 200);
        Ok(())
    }

    #[actix_web::test]
    async fn a_response_is_made_once_and_the_cache_stays_bounded() -> anyhow::Result<()> {
        let cache = Cache::default();
        let first = cache
            .get_or_make("9 am", 0, || Ok(b"made".to_vec()))
            .await?;
        let again = cache.get_or_make("9 am", 0, || Ok(b"again".to_vec()));
        assert_eq!(first.plain, again.await?.plain);
        for key in 1..3 * CACHED {
            cache.entry("9 am", key);
        }
        let kept = || cache.kept.lock().map(|kept| kept.entries.len()).ok();
        assert!(kept().is_some_and(|kept| kept <= CACHED));
        let later = cache.get_or_make("10 am", 0, || Ok(b"later".to_vec()));
        assert_eq!(later.await?.plain, "later");
        assert_eq!(kept(), Some(1), "the past hour is let go of");
        Ok(())
    }
}
