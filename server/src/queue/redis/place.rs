//! Where Redis is, as its URL says it: one server, the master that sentinels name, or the masters of a cluster.

use super::link::{COMMAND_TIMEOUT, CONNECT_TIMEOUT};
use crate::queue::QueueError;
use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::cluster::ClusterClient;
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{Route, RoutingInfo, SingleNodeRoutingInfo, SlotAddr};
use redis::io::tcp::TcpSettings;
use redis::sentinel::{SentinelClient, SentinelNodeConnectionInfo, SentinelServerType};
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, IntoConnectionInfo, Pipeline, RedisError,
    RedisFuture, TlsMode, Value,
};

/// How often a command to a cluster is said again by the library before it has failed.
const CLUSTER_RETRIES: u32 = 2;

/// How long a server of a cluster may leave unconfirmed what it was sent.
#[cfg(target_os = "linux")]
const UNCONFIRMED: std::time::Duration = std::time::Duration::from_secs(5);

/// What a URL for Redis looks like, for those who wrote another.
pub const FORMS: &str = "it must be like redis://:password@host:6379/0, redis+sentinel://:password@host:26379,host:26379/mastername?sentinel-password=… or redis+cluster://:password@host:6379,host:6379; with rediss for redis the connection is encrypted";

/// What the URL says after a `?` of the sentinels themselves.
const SENTINEL_USER: &str = "sentinel-user";
const SENTINEL_PASSWORD: &str = "sentinel-password";

/// Whether this is a URL for Redis.
pub fn is_url(text: &str) -> bool {
    Place::parse(text).is_some()
}

/// Where Redis is.
#[derive(Clone)]
pub(crate) enum Place {
    /// One server.
    Server(Client),
    /// The master of this name, whichever server it is.
    Sentinel {
        sentinels: Vec<ConnectionInfo>,
        master: String,
        node: SentinelNodeConnectionInfo,
    },
    /// Servers that share the keys between them.
    Cluster(Box<ClusterClient>),
}

/// A connection to the place; to a cluster it is one to each server.
#[derive(Clone)]
pub(crate) enum Connection {
    Server(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Place {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`QueueError::Misconfigured`] if it is none; the URL, which may hold a password, is
    /// not repeated.
    pub(crate) fn read(url: &str) -> Result<Self, QueueError> {
        Self::parse(url).ok_or_else(|| QueueError::Misconfigured(format!("the Redis URL: {FORMS}")))
    }

    fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        match scheme.split_once('+') {
            Some((scheme @ ("redis" | "rediss"), "cluster")) => Self::cluster(scheme, rest),
            Some((scheme @ ("redis" | "rediss"), "sentinel")) => Self::sentinel(scheme, rest),
            _ => Some(Place::Server(Client::open(url).ok()?)),
        }
    }

    fn cluster(scheme: &str, rest: &str) -> Option<Self> {
        let (who, hosts, _) = parts(rest)?;
        let nodes = hosts.iter().map(|host| info(scheme, &who, host, ""));
        let client = ClusterClient::builder(nodes.collect::<Option<Vec<_>>>()?)
            .retries(CLUSTER_RETRIES)
            .tcp_settings(impatient())
            .connection_timeout(CONNECT_TIMEOUT)
            .response_timeout(COMMAND_TIMEOUT);
        Some(Place::Cluster(Box::new(client.build().ok()?)))
    }

    fn sentinel(scheme: &str, rest: &str) -> Option<Self> {
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (who, hosts, path) = parts(rest)?;
        let (master, database) = path.split_once('/').unwrap_or((path, ""));
        // What the URL says before the hosts is meant for the master, not for sentinels.
        let of_sentinels = who_asks_sentinels(query)?;
        let sentinels = hosts
            .iter()
            .map(|host| info(scheme, &of_sentinels, host, ""));
        let settings = info(scheme, &who, "master", database)?
            .redis_settings()
            .clone();
        let node = SentinelNodeConnectionInfo::default().set_redis_connection_info(settings);
        let node = match scheme {
            "rediss" => node.set_tls_mode(TlsMode::Secure),
            _ => node,
        };
        let sentinels = sentinels.collect::<Option<Vec<_>>>()?;
        (!master.is_empty()).then_some(Place::Sentinel {
            sentinels,
            master: master.to_owned(),
            node,
        })
    }

    pub(crate) fn is_cluster(&self) -> bool {
        matches!(self, Place::Cluster(_))
    }

    pub(crate) async fn connect(self) -> Result<Connection, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(COMMAND_TIMEOUT));
        let client = match self {
            Place::Server(client) => client,
            Place::Sentinel {
                sentinels,
                master,
                node,
            } => {
                let kind = SentinelServerType::Master;
                SentinelClient::build(sentinels, master, Some(node), kind)?
                    .async_get_client()
                    .await?
            }
            Place::Cluster(client) => {
                return client.get_async_connection().await.map(Connection::Cluster);
            }
        };
        client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .map(Connection::Server)
    }
}

/// Lets the system close a connection whose other end does not confirm what it was sent: a
/// cluster's connection makes those anew that are closed, not those that are silent.
fn impatient() -> TcpSettings {
    let settings = TcpSettings::default();
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(UNCONFIRMED);
    settings
}

/// `user:password@` or nothing, the hosts, and what follows them.
fn parts(rest: &str) -> Option<(String, Vec<&str>, &str)> {
    // A password may hold what separates hosts, so its end is looked for first.
    let (who, rest) = match rest.rsplit_once('@') {
        Some((who, rest)) => (format!("{who}@"), rest),
        None => (String::new(), rest),
    };
    let (hosts, path) = rest.split_once('/').unwrap_or((rest, ""));
    let hosts: Vec<&str> = hosts.split(',').collect();
    (!hosts.iter().any(|host| host.is_empty())).then_some((who, hosts, path))
}

/// `user:password@` or nothing, of what follows the `?`.
fn who_asks_sentinels(query: &str) -> Option<String> {
    let (mut user, mut password) = ("", None);
    for said in query.split('&').filter(|said| !said.is_empty()) {
        match said.split_once('=')? {
            (SENTINEL_USER, name) => user = name,
            (SENTINEL_PASSWORD, word) => password = Some(word),
            _ => return None,
        }
    }
    // A user is nobody without a password.
    match password {
        Some(password) => Some(format!("{user}:{password}@")),
        None => user.is_empty().then(String::new),
    }
}

fn info(scheme: &str, who: &str, host: &str, database: &str) -> Option<ConnectionInfo> {
    format!("{scheme}://{who}{host}/{database}")
        .into_connection_info()
        .ok()
}

impl Connection {
    /// Says a command about a server to the one that has this key.
    pub(crate) async fn ask_server_of(
        &mut self,
        key: &str,
        command: &Cmd,
    ) -> Result<Value, RedisError> {
        match self {
            Connection::Server(server) => server.req_packed_command(command).await,
            Connection::Cluster(cluster) => {
                let route = Route::with_key(key, SlotAddr::Master);
                let node = SingleNodeRoutingInfo::SpecificNode(route);
                cluster
                    .route_command(command.clone(), RoutingInfo::SingleNode(node))
                    .await
            }
        }
    }
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, command: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Connection::Server(server) => server.req_packed_command(command),
            Connection::Cluster(cluster) => cluster.req_packed_command(command),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        commands: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Connection::Server(server) => server.req_packed_commands(commands, offset, count),
            Connection::Cluster(cluster) => cluster.req_packed_commands(commands, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        match self {
            Connection::Server(server) => server.get_db(),
            Connection::Cluster(cluster) => cluster.get_db(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use redis::ConnectionAddr;

    #[test]
    fn each_form_of_url_leads_to_its_kind_of_place() {
        let place = |url: &str| Place::parse(url);
        for url in ["redis://h", "redis://:pw@h:1/2", "rediss://:pw@h:1/2"] {
            assert!(matches!(place(url), Some(Place::Server(_))), "{url}");
        }
        for url in [
            "redis+cluster://h",
            "redis+cluster://h:1,[::1]:2/",
            "redis+cluster://u:p,w@h:1,h:2",
            "rediss+cluster://h:1,h:2",
        ] {
            assert!(matches!(place(url), Some(Place::Cluster(_))), "{url}");
        }
        let found = place("redis+sentinel://:pw@h:1,h:2/mymaster/3");
        let Some(Place::Sentinel {
            sentinels, master, ..
        }) = found
        else {
            panic!("no sentinel");
        };
        assert_eq!((sentinels.len(), master.as_str()), (2, "mymaster"));
        assert!(
            sentinels
                .iter()
                .all(|s| s.redis_settings().password().is_none())
        );
        let found = place("rediss+sentinel://:pw@h/m?sentinel-user=u&sentinel-password=p%40w");
        let Some(Place::Sentinel { sentinels, .. }) = found else {
            panic!("no sentinel");
        };
        let asked = sentinels[0].redis_settings();
        assert_eq!(
            (asked.username(), asked.password()),
            (Some("u"), Some("p@w"))
        );
        assert!(matches!(sentinels[0].addr(), ConnectionAddr::TcpTls { .. }));
        for url in [
            "",
            "redis+sentinel://h/m?sentinel-pasword=p",
            "redis+sentinel://h/m?sentinel-user=u",
            "rediss+other://h",
            "http://h",
            "redis+cluster://",
            "redis+cluster://h,,h",
            "redis+sentinel://h:1",
            "redis+sentinel://h:1/",
            "redis+sentinel://h:1/m/x",
        ] {
            assert!(place(url).is_none(), "{url}");
        }
    }
}
