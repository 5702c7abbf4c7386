//! A connection to Redis that is made when it is first needed, and made anew after each failure. It knows no command of its own.

use crate::queue::QueueError;
use arc_swap::ArcSwap;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, Pipeline, RedisError, RedisFuture,
    ServerErrorKind, Value,
};
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// How long any one command may take before it counts as failed.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(2);
/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest wait of all. It is beyond the other two together, so that these decide.
const PATIENCE: Duration = Duration::from_secs(5);

/// A connection under way or made; all who wait for it get the same one.
type Connecting = Shared<BoxFuture<'static, Result<MultiplexedConnection, RedisError>>>;

/// The way to Redis. Clones share one connection. The library's own manager keeps a
/// connection that only falls silent, as one does whose other end has lost its power, so
/// here every failure of the connection, a late reply included, leads to a new one.
#[derive(Clone)]
pub(crate) struct Link {
    client: Client,
    current: Arc<ArcSwap<Connecting>>,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client would print its address, which may hold a password.
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    /// A way to the Redis at this URL. Nothing is sent before the first command.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] if the URL cannot be read.
    pub(crate) fn new(url: &str) -> Result<Self, QueueError> {
        let client = Client::open(url)
            .map_err(|_| QueueError::Misconfigured("the Redis URL cannot be read".into()))?;
        let current = Arc::new(ArcSwap::from_pointee(connecting(client.clone())));
        Ok(Link { client, current })
    }

    /// Does `work` on the connection, and lets go of one that has failed.
    async fn use_connection<T>(
        &self,
        work: impl AsyncFnOnce(MultiplexedConnection) -> Result<T, RedisError>,
    ) -> Result<T, RedisError> {
        let used = self.current.load_full();
        let done = match Connecting::clone(&used).await {
            Ok(connection) => work(connection).await,
            Err(error) => Err(error),
        };
        if done.as_ref().is_err_and(is_lost) {
            // Unless another task has seen to it already.
            let anew = Arc::new(connecting(self.client.clone()));
            self.current.compare_and_swap(&used, anew);
        }
        done
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
        let work = async move |mut connection: MultiplexedConnection| {
            connection
                .req_packed_commands(commands, offset, count)
                .await
        };
        self.use_connection(work).boxed()
    }

    fn get_db(&self) -> i64 {
        self.client.get_connection_info().redis_settings().db()
    }
}

fn connecting(client: Client) -> Connecting {
    let config = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECT_TIMEOUT))
        .set_response_timeout(Some(COMMAND_TIMEOUT));
    let connect = async move {
        client
            .get_multiplexed_async_connection_with_config(&config)
            .await
    };
    connect.boxed().shared()
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

/// Redis's own words can repeat arguments, so only the kind of failure is kept.
pub(super) fn unavailable(error: RedisError) -> QueueError {
    QueueError::Unavailable(format!("Redis: {}", error.category()))
}
