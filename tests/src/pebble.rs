//! A real certificate authority for tests, Let's Encrypt's Pebble, which resolves every name to this machine. Dropping it ends it.

use crate::redis_server::any_port;
use crate::wait;
use anyhow::{Context, Result, bail};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// A certificate authority that is not there yet: its address and whom to trust are known.
#[derive(Debug)]
pub struct Pebble {
    folder: TempDir,
    port: u16,
    management: u16,
    processes: Vec<Child>,
}

impl Pebble {
    /// Chooses its ports and makes the certificate that it serves its directory with.
    ///
    /// # Errors
    /// When no file can be written.
    pub fn new() -> Result<Pebble> {
        let folder = TempDir::new()?;
        let root_key = KeyPair::generate()?;
        let mut root = CertificateParams::new(Vec::new())?;
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let trusted = root.self_signed(&root_key)?;
        let key = KeyPair::generate()?;
        let names = CertificateParams::new(["127.0.0.1".to_owned()])?;
        let certificate = names.signed_by(&key, &Issuer::new(root, root_key))?;
        for (name, text) in [
            ("trusted.pem", trusted.pem()),
            ("certificate.pem", certificate.pem()),
            ("key.pem", key.serialize_pem()),
        ] {
            fs::write(folder.path().join(name), text)?;
        }
        Ok(Pebble {
            folder,
            port: any_port(),
            management: any_port(),
            processes: Vec::new(),
        })
    }

    /// The URL of its directory.
    pub fn directory(&self) -> String {
        format!("https://127.0.0.1:{}/dir", self.port)
    }

    /// The file of the certificate that its clients have to trust.
    pub fn trusted(&self) -> PathBuf {
        self.folder.path().join("trusted.pem")
    }

    /// Starts it; it looks for domains at `tls_port` of this machine.
    ///
    /// # Errors
    /// When it is not installed or does not answer in time.
    pub async fn start(&mut self, tls_port: u16) -> Result<()> {
        self.stop().await?;
        let file = |name: &str| self.folder.path().join(name);
        let config = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{}", self.port),
            "managementListenAddress": format!("127.0.0.1:{}", self.management),
            "certificate": file("certificate.pem"),
            "privateKey": file("key.pem"),
            "httpPort": any_port(),
            "tlsPort": tls_port,
        }});
        fs::write(file("config.json"), config.to_string())?;
        let names = format!("127.0.0.1:{}", any_port());
        let mut resolver = command("pebble-challtestsrv");
        resolver
            .args([
                "-dns01",
                &names,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
            ])
            .args(["-defaultIPv6", ""])
            .args(["-management", &format!("127.0.0.1:{}", any_port())]);
        let mut pebble = command("pebble");
        pebble
            .arg("-config")
            .arg(file("config.json"))
            .args(["-dnsserver", &names])
            .env("PEBBLE_VA_NOSLEEP", "1");
        for mut command in [resolver, pebble] {
            let child = command.spawn().context(
                "pebble cannot be started: on Debian `apt-get install pebble` brings it",
            )?;
            self.processes.push(child);
        }
        wait::until("pebble to answer", || async {
            Ok(self.root().await.ok().map(drop))
        })
        .await
    }

    /// Ends it, as a CA that is away.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub async fn stop(&mut self) -> Result<()> {
        for mut process in self.processes.drain(..) {
            process.kill().await?;
        }
        Ok(())
    }

    /// The root of the certificates that it gives; another one each time it was started.
    ///
    /// # Errors
    /// When it does not tell.
    pub async fn root(&self) -> Result<reqwest::Certificate> {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let trusted = reqwest::Certificate::from_pem(&fs::read(self.trusted())?)?;
        let client = reqwest::Client::builder().no_proxy();
        let client = client.tls_certs_only([trusted]).build()?;
        let url = format!("https://127.0.0.1:{}/roots/0", self.management);
        let reply = client.get(url).send().await?;
        if !reply.status().is_success() {
            bail!("pebble says {}", reply.status());
        }
        Ok(reqwest::Certificate::from_pem(&reply.bytes().await?)?)
    }
}

fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}
