//! A mail server that takes everything and sends nothing on.

use crate::wait;
use anyhow::{Context, Result, ensure};
use mail_parser::MessageParser;
use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What has come in: whole mails with their heads.
#[derive(Clone, Debug)]
pub struct Mailbox {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<String>>>,
    is_mute: Arc<AtomicBool>,
}

impl Mailbox {
    /// Opens one on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open() -> Result<Mailbox> {
        Mailbox::open_at(0).await
    }

    /// Opens one on this port.
    ///
    /// # Errors
    /// When it is taken.
    pub async fn open_at(port: u16) -> Result<Mailbox> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let mailbox = Mailbox {
            address: listener.local_addr()?,
            mails: Arc::default(),
            is_mute: Arc::default(),
        };
        let here = mailbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, here.clone()));
            }
        });
        Ok(mailbox)
    }

    /// From now on takes mails and hangs up without having said so, or says so again.
    pub fn mute(&self, is_mute: bool) {
        self.is_mute.store(is_mute, Ordering::SeqCst);
    }

    /// How a server is told of it.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Everything that has come in, the transfer encoding undone as far as links need it.
    pub fn mails(&self) -> Vec<String> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        // Quoted-printable breaks long lines and writes an equals sign in another way.
        let plain = |mail: &String| mail.replace("=\r\n", "").replace("=3D", "=");
        mails.iter().map(plain).collect()
    }

    /// Every notice and digest that has come in to this address, as a person reads it.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn letters_to(&self, address: &str) -> Result<Vec<Letter>> {
        self.read(address, |mail| mail.contains("Auto-Submitted:"))
    }

    /// Waits for the newest of what somebody had sent to this address by hand: invitations, links
    /// and cases, `n` in all.
    ///
    /// # Errors
    /// When one cannot be read, or there are not so many in time.
    pub async fn asked_for(&self, address: &str, n: usize) -> Result<Letter> {
        wait::until(&format!("mail {n} to {address}"), || async {
            let by_hand = |mail: &str| !mail.contains("Auto-Submitted:");
            Ok(self.read(address, by_hand)?.into_iter().nth(n - 1))
        })
        .await
    }

    fn read(&self, address: &str, fits: impl Fn(&str) -> bool) -> Result<Vec<Letter>> {
        let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        let line = format!("To: {address}");
        let here = mails
            .iter()
            .filter(|mail| mail.lines().any(|one| one == line))
            .filter(|mail| fits(mail));
        here.map(|mail| Letter::read(mail)).collect()
    }

    /// Waits until so many mails have come in to this address and returns the newest.
    ///
    /// # Errors
    /// When there are more, or not so many in time.
    pub async fn letter_to(&self, address: &str, n: usize) -> Result<Letter> {
        wait::until(&format!("mail {n} to {address}"), || async {
            let letters = self.letters_to(address)?;
            ensure!(letters.len() <= n, "{} mails to {address}", letters.len());
            Ok(letters.into_iter().nth(n - 1))
        })
        .await
    }

    /// Waits for a mail to this address and returns it.
    ///
    /// # Errors
    /// When none comes in time.
    pub async fn mail_to(&self, address: &str) -> Result<String> {
        let line = format!("To: {address}");
        wait::until(&format!("a mail to {address}"), || async {
            let mut mails = self.mails().into_iter();
            Ok(mails.find(|mail| mail.lines().any(|one| one == line)))
        })
        .await
    }
}

/// A mail as a person reads it.
#[derive(Clone, Debug)]
pub struct Letter {
    /// What it is about.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl Letter {
    fn read(mail: &str) -> Result<Letter> {
        let mail = MessageParser::default().parse(mail).context("no mail")?;
        let part = |part: Option<Cow<'_, str>>| Some(part?.into_owned());
        Ok(Letter {
            subject: mail.subject().context("no subject")?.to_owned(),
            text: part(mail.body_text(0)).context("no text")?,
            html: part(mail.body_html(0)).context("no HTML")?,
        })
    }
}

async fn talk(stream: TcpStream, mailbox: Mailbox) -> Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mailbox\r\n").await?;
    let mut line = String::new();
    while stream.read_line(&mut line).await? > 0 {
        let word = line.split_whitespace().next().unwrap_or_default();
        let reply = match word.to_ascii_uppercase().as_str() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await?;
                let mail = read_mail(&mut stream).await?;
                let mut mails = mailbox.mails.lock().unwrap_or_else(PoisonError::into_inner);
                mails.push(mail);
                drop(mails);
                if mailbox.is_mute.load(Ordering::SeqCst) {
                    return Ok(());
                }
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        stream.write_all(reply.as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

async fn read_mail(stream: &mut BufReader<TcpStream>) -> Result<String> {
    let mut mail = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line == ".\r\n" {
            break;
        }
        mail.push_str(&line);
    }
    Ok(mail)
}
