//! Brotli and gzip at their best, for files that are compressed once and
//! downloaded often.

use std::io::Write;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Above this many bytes nothing is a download: only a console that was compiled in haste is
/// as large, and whoever works on it does not want to wait.
const DOWNLOAD: usize = 4 << 20;

/// Compresses with brotli at quality 11.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: if bytes.len() > DOWNLOAD { 1 } else { 11 },
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)
        .context("brotli could not compress")?;
    Ok(packed)
}

/// Compresses with gzip at level 9.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .context("gzip could not compress")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() -> Result<()> {
        let text = "one question, at the till ".repeat(40).into_bytes();
        let (small, smaller) = (gzip(&text)?, brotli(&text)?);
        assert!(smaller.len() < small.len() && small.len() < text.len());

        let mut out = Vec::new();
        flate2::read::GzDecoder::new(&*small).read_to_end(&mut out)?;
        assert_eq!(out, text);

        out.clear();
        brotli::BrotliDecompress(&mut &*smaller, &mut out)?;
        assert_eq!(out, text);
        Ok(())
    }
}
