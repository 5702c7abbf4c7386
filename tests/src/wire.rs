//! Requests that no client would send, byte for byte.

use crate::server::Server;
use crate::wait::DEADLINE;
use anyhow::{Context, Result};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};

/// How long a dawdling sender waits between two bytes.
const BETWEEN_BYTES: Duration = Duration::from_millis(200);

/// A connection to the server.
///
/// # Errors
/// When it takes none.
pub async fn connect(server: &Server) -> Result<TcpStream> {
    let address = server.base.strip_prefix("http://").context("no address")?;
    Ok(TcpStream::connect(address).await?)
}

/// Sends all bytes; returns everything that comes back until the server closes.
///
/// # Errors
/// When it does not close in time.
pub async fn exchange(server: &Server, request: &[u8]) -> Result<String> {
    let (reader, mut writer) = connect(server).await?.into_split();
    let request = request.to_vec();
    // The server may refuse, and close, before it has everything.
    let writing = tokio::spawn(async move {
        let _refused = writer.write_all(&request).await;
        writer
    });
    let reply = until_closed(reader).await;
    writing.abort();
    reply
}

/// Gets a path as it stands here.
///
/// # Errors
/// As [`exchange`].
pub async fn get(server: &Server, path: &str) -> Result<String> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    exchange(server, request.as_bytes()).await
}

/// Sends the bytes at once and then `drip` for ever, a byte now and then; returns what comes
/// back until the server has had enough.
///
/// # Errors
/// When it bears it for longer than [`DEADLINE`].
pub async fn dawdle(server: &Server, begin: &[u8], drip: u8) -> Result<String> {
    let (reader, mut writer) = connect(server).await?.into_split();
    writer.write_all(begin).await?;
    let dripping = tokio::spawn(async move {
        let mut next = interval(BETWEEN_BYTES);
        loop {
            next.tick().await;
            if writer.write_all(&[drip]).await.is_err() {
                break;
            }
        }
    });
    let reply = until_closed(reader).await;
    dripping.abort();
    reply
}

/// Makes a request that is answered without a body worth reading, then begins another one;
/// returns the first answer's head, and the connection as it is then.
///
/// # Errors
/// When there is no answer.
pub async fn begin_again(
    server: &Server,
    request: &[u8],
    begin: &[u8],
) -> Result<(String, TcpStream)> {
    let mut stream = connect(server).await?;
    stream.write_all(request).await?;
    let mut reply = vec![0; 4096];
    let read = timeout(DEADLINE, stream.read(&mut reply)).await??;
    reply.truncate(read);
    // It may be closed already.
    let _closed = stream.write_all(begin).await;
    Ok((String::from_utf8_lossy(&reply).into_owned(), stream))
}

/// A connection that is closed with unread bytes ends in an error; what came before counts.
async fn until_closed(mut reader: impl AsyncRead + Unpin) -> Result<String> {
    let mut reply = Vec::new();
    let _broken = timeout(DEADLINE, reader.read_to_end(&mut reply))
        .await
        .context("the server keeps the connection")?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}

/// The status of the first response; 0 where there is none.
pub fn status(reply: &str) -> u16 {
    let word = reply.split(' ').nth(1);
    word.and_then(|word| word.parse().ok()).unwrap_or(0)
}

/// How many responses there are.
pub fn responses(reply: &str) -> usize {
    reply.matches("HTTP/1.1 ").count()
}
