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
use std::sync::atomic::{AtomicBool, Ordering};
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
    /// Whether another connection is being made beside the current one.
    is_renewing: AtomicBool,
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
            inner: Arc::new(Inner {
                place,
                current,
                is_renewing: AtomicBool::new(false),
            }),
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
                let is_cluster = matches!(connection, Connection::Cluster(_));
                let done = work(connection).await;
                match &done {
                    Err(error) if is_cluster && is_cluster_lost(error) => self.renew_beside(),
                    Err(error) if !is_cluster && is_lost(error) => self.renew(&used),
                    _ => {}
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

    /// Makes a new connection while the current one is used on: some servers of a cluster
    /// still answer.
    fn renew_beside(&self) {
        if self.inner.is_renewing.swap(true, Ordering::Relaxed) {
            return;
        }
        let link = self.clone();
        tokio::spawn(async move {
            let anew = connecting(link.inner.place.clone());
            if anew.clone().await.is_ok() {
                link.inner.current.store(Arc::new(anew));
            }
            link.inner.is_renewing.store(false, Ordering::Relaxed);
        });
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

/// The same for a cluster, whose connection sees by itself to servers that are gone, and not
/// to those that are silent.
fn is_cluster_lost(error: &RedisError) -> bool {
    error.is_timeout() || error.kind() == ErrorKind::ClusterConnectionNotFound
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
