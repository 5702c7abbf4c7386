//! A server that speaks https by itself, with a certificate made for the test.

use anyhow::{Context, Result, ensure};
use rcgen::{CertificateParams, KeyPair};
use std::path::PathBuf;
use tempfile::TempDir;
use tillside_tests::server::Server;
use tillside_tests::site::Site;
use tillside_tests::wait;

/// The files of a certificate, in a folder of their own.
struct Files {
    folder: TempDir,
}

impl Files {
    /// Files with a new certificate, and the client that trusts it alone.
    fn new() -> Result<(Files, reqwest::Client)> {
        let files = Files {
            folder: TempDir::new()?,
        };
        let client = files.renew()?;
        Ok((files, client))
    }

    /// Another certificate in the same files, and the client that trusts it alone.
    fn renew(&self) -> Result<reqwest::Client> {
        let key = KeyPair::generate()?;
        let params = CertificateParams::new(["127.0.0.1".to_owned()])?;
        let cert = params.self_signed(&key)?;
        std::fs::write(self.cert(), cert.pem())?;
        std::fs::write(self.key(), key.serialize_pem())?;
        // Whichever test is first installs it for all of this process.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let trusted = reqwest::Certificate::from_der(cert.der())?;
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        Ok(client.tls_certs_only([trusted]).build()?)
    }

    fn cert(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    async fn server(&self, site: &Site) -> Result<Server> {
        let (cert, key) = (self.cert(), self.key());
        let [cert, key] = [&cert, &key].map(|path| path.to_str().unwrap_or_default());
        Server::start(site, &["--tls-cert", cert, "--tls-key", key]).await
    }
}

#[tokio::test]
async fn a_certificate_makes_it_https_and_the_cookie_is_kept_to_it() -> Result<()> {
    let site = Site::embedded()?;
    let (files, client) = Files::new()?;
    let server = files.server(&site).await?;
    ensure!(server.base.starts_with("https://"), "{}", server.base);
    let book = format!("{}/v1/shops/pk_tests/book", server.base);
    let reply = client.get(&book).send().await?;
    ensure!(reply.status() == 200 && reply.version() == reqwest::Version::HTTP_2);
    let reply = client.get(&server.sign_in_link).send().await?;
    let cookie = reply.headers().get("set-cookie").context("no cookie")?;
    let cookie = cookie.to_str()?.to_owned();
    ensure!(cookie.contains("; Secure"), "{cookie:?}");
    // The tag to paste has the address that was asked, which HTTP/2 tells in its own way.
    let check = format!("{}/console/api/shops/pk_tests/check", server.base);
    let (session, _) = cookie.split_once(';').context("no session")?;
    let request = client.get(check).header("cookie", session);
    let told = request.send().await?.text().await?;
    ensure!(
        told.contains(&format!("{}/s/pk_tests.js", server.base)),
        "{told}"
    );
    // Who does not trust the certificate, or does not speak TLS, gets nothing.
    ensure!(
        tillside_tests::site::client()?
            .get(&book)
            .send()
            .await
            .is_err()
    );
    let plain = book.replace("https://", "http://");
    let plain = tillside_tests::site::client()?.get(plain).send().await;
    ensure!(plain.is_err());
    server.stop().await
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_by_a_running_server() -> Result<()> {
    let site = Site::embedded()?;
    let (files, _) = Files::new()?;
    let server = files.server(&site).await?;
    let client = files.renew()?;
    let health = format!("{}/healthz", server.base);
    wait::until("the new certificate", || async {
        let reply = client.get(&health).send().await;
        Ok(reply.is_ok_and(|reply| reply.status() == 200).then_some(()))
    })
    .await?;
    server.stop().await
}

#[tokio::test]
async fn a_key_of_another_certificate_is_refused() -> Result<()> {
    let site = Site::embedded()?;
    let (files, _) = Files::new()?;
    let other = KeyPair::generate()?;
    std::fs::write(files.key(), other.serialize_pem())?;
    let (cert, key) = (files.cert(), files.key());
    let arguments = [
        "--tls-cert",
        cert.to_str().context("no text")?,
        "--tls-key",
        key.to_str().context("no text")?,
    ];
    let (status, said) = Server::refuses(&site, &arguments).await?;
    ensure!(
        !status.success() && said.contains("does not belong to"),
        "{said}"
    );
    let (status, said) = Server::refuses(&site, &arguments[..2]).await?;
    ensure!(!status.success() && said.contains("--tls-key"), "{said}");
    Ok(())
}
