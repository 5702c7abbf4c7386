//! The plugin for WordPress: a zip file with the shop's own tag in it, made when it is asked for.

use anyhow::{Result, ensure};
use std::io::{Cursor, Read as _};
use tillside_tests::server::Server;
use tillside_tests::site::{SHOP, Site};
use zip::ZipArchive;

/// The files of a zip file with what they say, in their order.
fn unpacked(zip: &[u8]) -> Result<Vec<(String, String)>> {
    let mut zip = ZipArchive::new(Cursor::new(zip))?;
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        files.push((name, text));
    }
    Ok(files)
}

#[tokio::test]
async fn the_plugin_holds_the_tag_of_the_shop_as_the_check_gives_it() -> Result<()> {
    let site = Site::embedded()?;
    let server = Server::start(&site, &[]).await?;
    let console = server.console().await?;
    let path = format!("/console/api/shops/{SHOP}/woocommerce.zip");
    let reply = console.get(&server, &path).await?;
    ensure!(reply.status == 200, "{}: {}", reply.status, reply.text());
    assert_eq!(reply.header("content-type"), "application/zip");
    assert_eq!(reply.header("cache-control"), "no-store");
    let disposition = reply.header("content-disposition");
    assert_eq!(disposition, "attachment; filename=\"tillside.zip\"");
    let files = unpacked(&reply.body)?;
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["tillside/tillside.php", "tillside/readme.txt"]);
    let script = format!("{}/s/{SHOP}.js", server.base);
    let check = format!("/console/api/shops/{SHOP}/check");
    let checks = console.get(&server, &check).await?.text();
    ensure!(checks.contains(&script), "the check has another: {checks}");
    for (name, text) in &files {
        assert_eq!(text.matches(&script).count(), 1, "{name}: {text}");
        ensure!(!text.contains("__TAG__"), "{name} is not filled in");
    }
    let php = &files[0].1;
    ensure!(php.starts_with("<?php\n"), "WordPress reads the first line");
    ensure!(
        php.contains("\n * Plugin Name: Tillside\n"),
        "has no header"
    );
    assert_eq!(console.get(&server, &path).await?.body, reply.body);
    server.stop().await
}
