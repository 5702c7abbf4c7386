//! Several Redis servers that know each other: a cluster of masters, perhaps with replicas, or a master with a replica and a sentinel that watches them. They belong to one test.

use crate::certificate::Certificate;
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

/// A cluster of three masters, which goes on when one of them is gone.
#[derive(Debug)]
pub struct Cluster {
    /// The masters, each with an equal part of the slots.
    pub masters: Vec<RedisServer>,
    /// One replica of each master, in the same order, where there are any.
    pub replicas: Vec<RedisServer>,
    /// Where the masters speak TLS, if they do.
    tls_ports: Vec<u16>,
}

/// A server of a cluster, not yet met by the others.
struct Node {
    server: RedisServer,
    /// Where the others speak to it.
    bus: String,
    tls_port: Option<u16>,
}

impl Cluster {
    /// Starts three masters and waits until each of them knows all.
    ///
    /// # Errors
    /// When they do not start, or do not come together.
    pub async fn start() -> Result<Cluster> {
        Self::start_with(&[], None).await
    }

    /// The same with further settings, and with TLS where there is a certificate.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub async fn start_with(
        settings: &[&str],
        certificate: Option<&Certificate>,
    ) -> Result<Cluster> {
        let mut cluster = Cluster {
            masters: Vec::new(),
            replicas: Vec::new(),
            tls_ports: Vec::new(),
        };
        for number in 0..3 {
            let node = Node::start(settings, certificate).await?;
            let slots = (SLOTS * number / 3, SLOTS * (number + 1) / 3 - 1);
            let slots = (slots.0.to_string(), slots.1.to_string());
            let take = ["CLUSTER", "ADDSLOTSRANGE", &slots.0, &slots.1];
            node.server.say(&take).await?;
            cluster.meet(&node).await?;
            cluster.tls_ports.extend(node.tls_port);
            cluster.masters.push(node.server);
        }
        cluster.together().await?;
        Ok(cluster)
    }

    /// The same, and each master has a replica that takes its place when it is gone.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub async fn with_replicas() -> Result<Cluster> {
        let mut cluster = Self::start().await?;
        for _ in 0..cluster.masters.len() {
            let node = Node::start(&[], None).await?;
            cluster.meet(&node).await?;
            cluster.replicas.push(node.server);
        }
        cluster.together().await?;
        for (master, replica) in cluster.masters.iter().zip(&cluster.replicas) {
            let id: String = master.ask(&["CLUSTER", "MYID"]).await?;
            replica.say(&["CLUSTER", "REPLICATE", &id]).await?;
        }
        wait::until("a replica of each master", || async {
            for server in cluster.servers() {
                let nodes: String = server.ask(&["CLUSTER", "NODES"]).await?;
                let replicas = nodes.lines().filter(|line| line.contains("slave "));
                if replicas.count() != cluster.replicas.len() {
                    return Ok(None);
                }
            }
            for master in &cluster.masters {
                let facts: String = master.ask(&["INFO", "replication"]).await?;
                if !facts.contains("state=online") {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await?;
        Ok(cluster)
    }

    fn servers(&self) -> impl Iterator<Item = &RedisServer> {
        self.masters.iter().chain(&self.replicas)
    }

    async fn meet(&self, node: &Node) -> Result<()> {
        let Some(first) = self.masters.first() else {
            return Ok(());
        };
        let (host, port) = split(&node.server)?;
        let port = node.tls_port.map_or(port, |port| port.to_string());
        first
            .say(&["CLUSTER", "MEET", &host, &port, &node.bus])
            .await
    }

    /// Waits until each server knows all.
    async fn together(&self) -> Result<()> {
        let known = format!("known_nodes:{}", self.servers().count());
        wait::until("a cluster that is whole", || async {
            for server in self.servers() {
                let facts: String = server.ask(&["CLUSTER", "INFO"]).await?;
                let whole = ["state:ok", "slots_assigned:16384", &known];
                if !whole.iter().all(|fact| facts.contains(fact)) {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        })
        .await
    }

    /// Waits until the replica of the master with this number is a master.
    ///
    /// # Errors
    /// When it is not in time.
    pub async fn promoted(&self, number: usize) -> Result<()> {
        wait::until("the replica to be promoted", || async {
            let facts: String = self.replicas[number].ask(&["INFO", "replication"]).await?;
            Ok(facts.contains("role:master").then_some(()))
        })
        .await
    }

    /// The address for `--redis`.
    pub fn url(&self) -> String {
        let hosts: Vec<_> = self.masters.iter().map(RedisServer::address).collect();
        format!("redis+cluster://{}", hosts.join(","))
    }

    /// The same, encrypted and with a password.
    pub fn secret_url(&self, password: &str) -> String {
        let hosts = self
            .tls_ports
            .iter()
            .map(|port| format!("127.0.0.1:{port}"));
        let hosts: Vec<_> = hosts.collect();
        format!("rediss+cluster://:{password}@{}", hosts.join(","))
    }
}

impl Node {
    async fn start(settings: &[&str], certificate: Option<&Certificate>) -> Result<Node> {
        let bus = any_port().to_string();
        let cluster = [
            ["--cluster-enabled", "yes"],
            ["--cluster-port", &bus],
            ["--cluster-node-timeout", "2000"],
            ["--cluster-require-full-coverage", "no"],
        ];
        let tls_port = certificate.map(|_| any_port());
        let tls = match certificate.zip(tls_port) {
            // Servers of this age name to others the port that their own kind speaks to.
            Some((certificate, port)) => {
                let mut tls = certificate.settings(port)?;
                tls.extend(["--tls-cluster", "yes"].map(str::to_owned));
                tls
            }
            None => Vec::new(),
        };
        let mut all = [&SOUND[..], cluster.as_flattened(), settings].concat();
        all.extend(tls.iter().map(String::as_str));
        Ok(Node {
            server: RedisServer::start_with(&all).await?,
            bus,
            tls_port,
        })
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
    secrets: Option<Secrets>,
}

/// Passwords, one that the master and its replica ask for and one that the sentinel asks for.
#[derive(Clone, Copy, Debug)]
pub struct Secrets {
    /// Of the master and its replica.
    pub servers: &'static str,
    /// Of the sentinel.
    pub sentinel: &'static str,
}

#[derive(Debug)]
struct Sentinel {
    port: u16,
    who: String,
    _folder: TempDir,
    _process: Child,
}

impl Watched {
    /// Starts all three and waits until they know each other.
    ///
    /// # Errors
    /// When they do not start, or do not come together.
    pub async fn start() -> Result<Watched> {
        Self::start_with(None).await
    }

    /// The same where all of them ask for passwords.
    ///
    /// # Errors
    /// As [`Watched::start`].
    pub async fn start_with(secrets: Option<Secrets>) -> Result<Watched> {
        let secret = secrets.map(|secrets| {
            let password = secrets.servers;
            ["--requirepass", password, "--masterauth", password]
        });
        let settings = [&SOUND[..], secret.as_ref().map_or(&[], |words| words)].concat();
        let master = RedisServer::start_with(&settings).await?;
        let (host, port) = split(&master)?;
        let replica_of = ["--replicaof", &host, &port];
        let replica = RedisServer::start_with(&[&settings[..], &replica_of].concat()).await?;
        let sentinel = Sentinel::start(&host, &port, secrets)?;
        let watched = Watched {
            master,
            replica,
            sentinel,
            secrets,
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
        let hosts = format!("127.0.0.1:1,127.0.0.1:{}", self.sentinel.port);
        match self.secrets {
            None => format!("redis+sentinel://{hosts}/{MASTER}"),
            Some(Secrets { servers, sentinel }) => {
                format!("redis+sentinel://:{servers}@{hosts}/{MASTER}?sentinel-password={sentinel}")
            }
        }
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

    /// Waits until the replica has all that the master has now. What the master goes on to write,
    /// such as what its sentinel says of it every second, is not waited for.
    ///
    /// # Errors
    /// When it has not in time.
    pub async fn level(&self) -> Result<()> {
        let had = self.offset("master_repl_offset:").await?;
        let had = had.context("the master does not say how much it has")?;
        wait::until("a replica that has all", || async {
            // Of the line `slave0:ip=…,port=…,state=online,offset=…,lag=…`.
            let has = self.offset("state=online,offset=").await?;
            Ok(has.is_some_and(|has| has >= had).then_some(()))
        })
        .await
    }

    /// The number that follows a name in what the master says of its replication.
    async fn offset(&self, name: &str) -> Result<Option<u64>> {
        let facts: String = self.master.ask(&["INFO", "replication"]).await?;
        let number = facts.split_once(name).map(|(_, rest)| rest);
        let number = number.and_then(|rest| rest.split([',', '\r']).next());
        Ok(number.and_then(|number| number.parse().ok()))
    }
}

impl Sentinel {
    fn start(host: &str, port: &str, secrets: Option<Secrets>) -> Result<Sentinel> {
        let folder = TempDir::new()?;
        let own = any_port();
        let file = folder.path().join("sentinel.conf");
        let mut settings = format!(
            "bind 127.0.0.1\nport {own}\ndir {}\nsentinel monitor {MASTER} {host} {port} 1\n\
             sentinel down-after-milliseconds {MASTER} 1500\n\
             sentinel failover-timeout {MASTER} 10000\n",
            folder.path().display()
        );
        let mut who = String::new();
        if let Some(Secrets { servers, sentinel }) = secrets {
            settings += &format!("sentinel auth-pass {MASTER} {servers}\nrequirepass {sentinel}\n");
            who = format!(":{sentinel}@");
        }
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
            who,
            _folder: folder,
            _process: process,
        })
    }

    async fn ask(&self, words: &[&str]) -> Result<String> {
        let client = redis::Client::open(format!("redis://{}127.0.0.1:{}", self.who, self.port))?;
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
