//! A server that gets its certificate from an authority by itself; the authority is Let's Encrypt's Pebble.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use tillside_tests::pebble::Pebble;
use tillside_tests::server::Server;
use tillside_tests::site::{Site, program};
use tillside_tests::wait;

const DOMAIN: &str = "collector.example";
const OTHER: &str = "answers.example";
const GIVEN: &str = "the authority gave a certificate";

async fn server(site: &Site, pebble: &Pebble) -> Result<Server> {
    let directory = pebble.directory();
    let told = ["--acme-domain", DOMAIN, "--acme-domain", OTHER];
    let further = [
        "--acme-contact",
        "it@shop.example",
        "--acme-directory",
        &directory,
    ];
    Server::start(site, &[told, further].concat()).await
}

fn address(server: &Server) -> Result<SocketAddr> {
    let address = server.base.strip_prefix("https://");
    Ok(address.context("it speaks no https")?.parse()?)
}

/// Whether a client that trusts the authority alone gets a book from a server.
async fn is_trusted(server: &Server, pebble: &Pebble, domain: &str) -> Result<bool> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .resolve(domain, address(server)?)
        .tls_certs_only([pebble.root().await?])
        .build()?;
    let url = format!(
        "https://{domain}:{}/v1/shops/pk_tests/book",
        address(server)?.port()
    );
    Ok(client
        .get(url)
        .send()
        .await
        .is_ok_and(|reply| reply.status() == 200))
}

async fn until_trusted(server: &Server, pebble: &Pebble) -> Result<()> {
    for domain in [DOMAIN, OTHER] {
        wait::until_late("a certificate to be served", || async {
            Ok(is_trusted(server, pebble, domain).await?.then_some(()))
        })
        .await?;
    }
    Ok(())
}

/// The file of the certificate, which there is once.
fn certificate(site: &Site) -> Result<PathBuf> {
    let files = fs::read_dir(site.data().join("acme"))?;
    let paths: Vec<PathBuf> = files.map(|file| Ok(file?.path())).collect::<Result<_>>()?;
    let is_it = |path: &&PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("certificate-") && name.ends_with(".pem")
    };
    paths.iter().find(is_it).cloned().context("there is none")
}

fn said(server: &Server, words: &str) -> usize {
    server
        .logs()
        .iter()
        .filter(|line| line.contains(words))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_starts_without_its_authority_and_gets_a_certificate_and_the_next_one()
-> Result<()> {
    let mut pebble = Pebble::new()?;
    let mut site = Site::embedded()?;
    site.set("SSL_CERT_FILE", &pebble.trusted());
    let server = server(&site, &pebble).await?;
    wait::until("the log to say that the authority is away", || async {
        Ok((said(&server, "there is no new certificate") > 0).then_some(()))
    })
    .await?;
    pebble.start(address(&server)?.port()).await?;
    until_trusted(&server, &pebble).await?;
    server.stop().await?;

    // What it got is there at the next start, whether the authority is or not.
    let first = fs::read(certificate(&site)?)?;
    let root = pebble.root().await?;
    pebble.stop().await?;
    let server = self::server(&site, &pebble).await?;
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([root]);
    let client = client.resolve(DOMAIN, address(&server)?).build()?;
    let url = format!("https://{DOMAIN}:{}/healthz", address(&server)?.port());
    assert_eq!(client.get(url).send().await?.status(), 200);
    ensure!(
        said(&server, "there is no new certificate") == 0,
        "it asked for one"
    );
    server.stop().await?;

    // One that ends soon is replaced; the authority has lost its accounts meanwhile.
    let mut ended = rcgen::CertificateParams::new([DOMAIN.to_owned()])?;
    ended.not_after = rcgen::date_time_ymd(2026, 1, 1);
    let key = rcgen::KeyPair::generate()?;
    let pem = key.serialize_pem() + &ended.self_signed(&key)?.pem();
    fs::write(certificate(&site)?, &pem)?;
    let server = self::server(&site, &pebble).await?;
    pebble.start(address(&server)?.port()).await?;
    until_trusted(&server, &pebble).await?;
    let second = fs::read(certificate(&site)?)?;
    ensure!(second != first && second != pem.as_bytes());
    server.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_with_one_data_directory_one_asks_and_both_answer() -> Result<()> {
    let mut pebble = Pebble::new()?;
    let mut site = Site::on_redis().await?;
    site.set("SSL_CERT_FILE", &pebble.trusted());
    let one = server(&site, &pebble).await?;
    let other = server(&site, &pebble).await?;
    // The authority looks at the second one, whichever asks.
    pebble.start(address(&other)?.port()).await?;
    until_trusted(&one, &pebble).await?;
    until_trusted(&other, &pebble).await?;
    assert_eq!(said(&one, GIVEN) + said(&other, GIVEN), 1, "one is enough");
    ensure!(certificate(&site)?.is_file());
    let left = fs::read_dir(site.data().join("acme"))?.filter_map(|file| {
        let name = file.ok()?.file_name().into_string().ok()?;
        (name.starts_with("challenge") || name.ends_with(".new")).then_some(name)
    });
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
    one.stop().await?;
    other.stop().await
}

#[test]
fn everything_that_is_wrong_with_the_options_is_said_at_once() -> Result<()> {
    let wrong = [
        ("--acme-domain", "*.shop.example"),
        ("--acme-contact", "nobody"),
        ("--acme-directory", "http://ca.example/dir"),
        ("--tls-cert", "/no/such/file"),
    ];
    let arguments = wrong.iter().flat_map(|(option, value)| [option, value]);
    let refused = program()?.arg("check").args(arguments).output()?;
    ensure!(!refused.status.success());
    let said = String::from_utf8([refused.stdout, refused.stderr].concat())?;
    for (option, _) in wrong {
        ensure!(said.contains(option), "{option} is missing in:\n{said}");
    }
    let folder = tempfile::TempDir::new()?;
    let fine = program()?
        .args(["check", "--acme-domain", DOMAIN, "--data"])
        .arg(folder.path())
        .output()?;
    let said = String::from_utf8(fine.stdout)?;
    ensure!(said.contains("acme") && said.contains(DOMAIN), "{said}");
    ensure!(
        !folder.path().join("acme").exists(),
        "a check changes nothing"
    );
    Ok(())
}
