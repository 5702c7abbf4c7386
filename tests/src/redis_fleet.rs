//! Several Redis servers that know each other: a cluster of masters, or a master with a replica and a sentinel that watches them. They belong to one test.

use crate::redis_server::{RedisServer, any_port};
use crate::wait;
use anyhow::{Context, Result};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// Every server keeps what it is told.
const SOUND: [&str; 4] = ["--appendonly", "yes", "--appendfsync", "always"];
/// The keys of a cluster are in this many slots.
const SLOTS: usize = 16_384;
/// What the sentinel calls its master.
const MASTER: &str = "tills";

/// A cluster of masters without replicas, which goes on when one of them is gone.
#[derive(Debug)]
pub struct Cluster {
    /// The masters, each with an equal part of the slots.
    pub masters: Vec<RedisServer>,
}

impl Cluster {
    /// Starts three masters and waits until each of them knows all.
    ///
    /// # Errors
    /// When they do not start, or do not come together.
    pub async fn start() -> Result<Cluster> {
        let mut masters = Vec::new();
        for number in 0..3 {
            let bus = any_port().to_string();
            let cluster = [
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                &bus,
                "--cluster-node-timeout",
                "2000",
                "--cluster-require-full-coverage",
                "no",
            ];
            let server = RedisServer::start_with(&[&SOUND[..], &cluster].concat()).await?;
            let slots = (SLOTS * number / 3, SLOTS * (number + 1) / 3 - 1);
            let slots = (slots.0.to_string(), slots.1.to_string());
            server
                .say(&["CLUSTER", "ADDSLOTSRANGE", &slots.0, &slots.1])
                .await?;
            let (host, port) = split(&server)?;
            if let Some(first) = masters.first() {
                let meet = ["CLUSTER", "MEET", &host, &port, &bus];
                RedisServer::say(first, &meet).await?;
            }
            masters.push(server);
        }
        let cluster = Cluster { masters };
        wait::until("a cluster of three", || async {
            for server in &cluster.masters {
                let facts: String = server.ask(&["CLUSTER", "INFO"]).await?;
                let whole = ["state:ok", "slots_assigned:16384", "known_nodes:3"];
                if !whole.iter().all(|fact| facts.contains(fact)) {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await?;
        Ok(cluster)
    }

    /// The address for `--redis`.
    pub fn url(&self) -> String {
        let hosts: Vec<_> = self.masters.iter().map(RedisServer::address).collect();
        format!("redis+cluster://{}", hosts.join(","))
    }
}

/// A master with a replica, and a sentinel that promotes the replica when the master is gone.
#[derive(Debug)]
pub struct Watched {
    /// The first master.
    pub master: RedisServer,
    /// Its replica.
    pub replica: RedisServer,
    sentinel: Sentinel,
}

#[derive(Debug)]
struct Sentinel {
    port: u16,
    _folder: TempDir,
    _process: Child,
}

impl Watched {
    /// Starts all three and waits until they know each other.
    ///
    /// # Errors
    /// When they do not start, or do not come together.
    pub async fn start() -> Result<Watched> {
        let master = RedisServer::start().await?;
        let (host, port) = split(&master)?;
        let replica_of = ["--replicaof", &host, &port];
        let replica = RedisServer::start_with(&[&SOUND[..], &replica_of].concat()).await?;
        let sentinel = Sentinel::start(&host, &port)?;
        let watched = Watched {
            master,
            replica,
            sentinel,
        };
        wait::until("a watched master with a replica", || async {
            let facts: String = watched.master.ask(&["INFO", "replication"]).await?;
            let known = watched.sentinel.ask(&["INFO", "sentinel"]).await;
            let known = known.unwrap_or_default();
            let known = known.contains("status=ok") && known.contains("slaves=1");
            Ok((facts.contains("state=online") && known).then_some(()))
        })
        .await?;
        Ok(watched)
    }

    /// The address for `--redis`; the first sentinel that it names is not there.
    pub fn url(&self) -> String {
        let port = self.sentinel.port;
        format!("redis+sentinel://127.0.0.1:1,127.0.0.1:{port}/{MASTER}")
    }

    /// Waits until the replica is the master.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn promoted(&self) -> Result<()> {
        wait::until("the replica to be promoted", || async {
            // The sentinel closes all connections when it promotes a server.
            let facts = self.replica.ask::<String>(&["INFO", "replication"]);
            let facts = facts.await.unwrap_or_default();
            Ok(facts.contains("role:master").then_some(()))
        })
        .await
    }

    /// Waits until the replica has all that the master has.
    ///
    /// # Errors
    /// When it has not in time.
    pub async fn level(&self) -> Result<()> {
        wait::until("a replica that has all", || async {
            let facts: String = self.master.ask(&["INFO", "replication"]).await?;
            let fact = |name: &str| {
                let rest = facts.split_once(name)?.1;
                rest.split([',', '\r']).next()
            };
            let (has, had) = (fact("lag=0"), fact("offset="));
            Ok((has.is_some() && had == fact("master_repl_offset:")).then_some(()))
        })
        .await
    }
}

impl Sentinel {
    fn start(host: &str, port: &str) -> Result<Sentinel> {
        let folder = TempDir::new()?;
        let own = any_port();
        let file = folder.path().join("sentinel.conf");
        let settings = format!(
            "bind 127.0.0.1\nport {own}\ndir {}\nsentinel monitor {MASTER} {host} {port} 1\n\
             sentinel down-after-milliseconds {MASTER} 1500\n\
             sentinel failover-timeout {MASTER} 10000\n",
            folder.path().display()
        );
        std::fs::write(&file, settings)?;
        let process = Command::new("redis-server")
            .arg(&file)
            .arg("--sentinel")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("redis-server does not start; install Redis")?;
        Ok(Sentinel {
            port: own,
            _folder: folder,
            _process: process,
        })
    }

    async fn ask(&self, words: &[&str]) -> Result<String> {
        let client = redis::Client::open(format!("redis://127.0.0.1:{}", self.port))?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let (name, arguments) = words.split_first().context("nothing is said")?;
        let mut command = redis::cmd(name);
        Ok(command.arg(arguments).query_async(&mut connection).await?)
    }
}

fn split(server: &RedisServer) -> Result<(String, String)> {
    let address = server.address();
    let (host, port) = address.split_once(':').context("it has no port")?;
    Ok((host.to_owned(), port.to_owned()))
}
