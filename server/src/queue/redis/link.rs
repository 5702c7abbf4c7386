//! A connection to Redis that is made when it is first needed, and made anew after each failure. It knows no command of its own.

use super::place::{Connection, Place};
use crate::queue::QueueError;
use arc_swap::ArcSwap;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::ConnectionLike;
use redis::{Cmd, ErrorKind, Pipeline, RedisError, RedisFuture, ServerErrorKind, Value};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// How long any one command may take before it counts as failed.
pub(super) const COMMAND_TIMEOUT: Duration = Duration::from_secs(2);
/// How long making a connection may take.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest wait of all. It is beyond the other two together, so that these decide.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection under way or made; all who wait for it get the same one.
type Connecting = Shared<BoxFuture<'static, Result<Connection, RedisError>>>;

/// The way to Redis. Clones share one connection. The library's own manager keeps a
/// connection that only falls silent, as one does whose other end has lost its power, so
/// here every failure of the connection, a late reply included, leads to a new one.
#[derive(Clone)]
pub(crate) struct Link {
    inner: Arc<Inner>,
}

struct Inner {
    place: Place,
    current: ArcSwap<Connecting>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The place would print its address, which may hold a password.
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    /// A way to this place. Nothing is sent before the first command.
    pub(super) fn new(place: Place) -> Self {
        let current = ArcSwap::from_pointee(connecting(place.clone()));
        Link {
            inner: Arc::new(Inner { place, current }),
        }
    }

    /// Says a command about a server to the one that has this key.
    pub(super) async fn ask_server_of(
        &self,
        key: &str,
        command: &Cmd,
    ) -> Result<Value, RedisError> {
        self.use_connection(async |mut connection| connection.ask_server_of(key, command).await)
            .await
    }

    /// Does `work` on the connection, and lets go of one that has failed.
    async fn use_connection<T>(
        &self,
        work: impl AsyncFnOnce(Connection) -> Result<T, RedisError>,
    ) -> Result<T, RedisError> {
        let used = self.inner.current.load_full();
        match Connecting::clone(&used).await {
            Ok(connection) => {
                // A cluster's connection sees by itself to servers that are gone or silent.
                let is_to_one = matches!(connection, Connection::Server(_));
                let done = work(connection).await;
                if is_to_one && done.as_ref().is_err_and(is_lost) {
                    self.renew(&used);
                }
                done
            }
            Err(error) => {
                self.renew(&used);
                Err(error)
            }
        }
    }

    /// Whoever comes next makes a new connection, unless another task has seen to it already.
    fn renew(&self, used: &Arc<Connecting>) {
        let anew = Arc::new(connecting(self.inner.place.clone()));
        self.inner.current.compare_and_swap(used, anew);
    }
}

impl ConnectionLike for Link {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        self.use_connection(async |mut connection| connection.req_packed_command(command).await)
            .boxed()
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        commands: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        let work = async move |mut connection: Connection| {
            connection
                .req_packed_commands(commands, offset, count)
                .await
        };
        self.use_connection(work).boxed()
    }

    fn get_db(&self) -> i64 {
        0
    }
}

fn connecting(place: Place) -> Connecting {
    place.connect().boxed().shared()
}

/// Whether another connection may help: this one is broken or silent, or leads to a server
/// that may not write.
fn is_lost(error: &RedisError) -> bool {
    error.is_io_error()
        || error.is_unrecoverable_error()
        || error.kind() == ErrorKind::Server(ServerErrorKind::ReadOnly)
}

/// Waits for a command, and keeps apart what Redis said to it and that it said nothing. The
/// limit also covers the wait for a connection.
pub(super) async fn in_time<T>(
    command: impl Future<Output = Result<T, RedisError>>,
) -> Result<Result<T, RedisError>, QueueError> {
    tokio::time::timeout(PATIENCE, command)
        .await
        .map_err(|_| QueueError::Unavailable("Redis did not answer in time".into()))
}

/// Redis's own words can repeat arguments, so only the kind of failure is kept, and what the
/// system said of the connection.
pub(super) fn unavailable(error: RedisError) -> QueueError {
    let said = match error.is_io_error() {
        true => error.to_string(),
        false => error.category().to_owned(),
    };
    QueueError::Unavailable(format!("Redis: {said}"))
}
