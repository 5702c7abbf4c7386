//! A TCP proxy on a port of its own that fails as networks do, when it is told to. It stands between a server and its Redis, or before servers as a load balancer does, and does not read what goes through.

use anyhow::Result;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What is wrong with the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Whoever connects is sent away at once.
    Refusing,
    /// Replies come this much later.
    Late(Duration),
    /// What is sent arrives, and no reply comes back, ever.
    Deaf,
    /// Nothing arrives on either side until this is over.
    Stalled,
    /// Whoever connected can send, and hears that there will be no reply.
    HalfClosed,
}

/// A proxy. Dropping it closes what goes through it.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    orders: watch::Sender<Orders>,
    listening: JoinHandle<()>,
}

#[derive(Clone, Debug)]
struct Orders {
    targets: Vec<String>,
    fault: Fault,
    /// How often all connections were cut.
    cuts: u64,
    /// How often all connections were lost without a sign.
    losses: u64,
}

/// Which way bytes go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    There,
    Back,
}

impl Proxy {
    /// Listens, and leads each connection to the first of the targets (`host:port`) that
    /// takes it, beginning with another one each time.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(targets: &[String]) -> Result<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let (orders, heard) = watch::channel(Orders {
            targets: targets.to_vec(),
            fault: Fault::None,
            cuts: 0,
            losses: 0,
        });
        let listening = tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((client, _)) = listener.accept().await {
                turn += 1;
                tokio::spawn(serve(client, turn, heard.clone()));
            }
        });
        Ok(Proxy {
            port,
            orders,
            listening,
        })
    }

    /// Its own address, `host:port`.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Lets something be wrong from now on, or nothing.
    pub fn set(&self, fault: Fault) {
        self.orders.send_modify(|orders| orders.fault = fault);
    }

    /// Closes all connections that there are.
    pub fn cut(&self) {
        self.orders.send_modify(|orders| orders.cuts += 1);
    }

    /// Lets all connections that there are fall silent for good, as when a machine loses its
    /// power or a firewall its memory. New ones work.
    pub fn lose(&self) {
        self.orders.send_modify(|orders| orders.losses += 1);
    }

    /// Leads what connects from now on elsewhere.
    pub fn lead_to(&self, targets: &[String]) {
        self.orders
            .send_modify(|orders| orders.targets = targets.to_vec());
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(client: TcpStream, turn: usize, mut orders: watch::Receiver<Orders>) {
    let Orders {
        targets,
        fault,
        cuts,
        losses,
    } = orders.borrow().clone();
    if fault == Fault::Refusing {
        return;
    }
    let Some(server) = connect(&targets, turn).await else {
        return;
    };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let (mut there, mut back) = (orders.clone(), orders.clone());
    let mut closing = orders.clone();
    let through = async {
        let back = async {
            tokio::select! {
                () = pump(from_server, to_client, Way::Back, losses, &mut back) => {}
                // The half to the client is dropped, which tells it so.
                _ = closing.wait_for(|orders| orders.fault == Fault::HalfClosed) => {}
            }
        };
        let there = pump(from_client, to_server, Way::There, losses, &mut there);
        tokio::join!(there, back);
    };
    tokio::select! {
        () = through => {}
        // Also when the proxy is gone.
        _ = orders.wait_for(|orders| orders.cuts > cuts) => {}
    }
}

async fn connect(targets: &[String], turn: usize) -> Option<TcpStream> {
    for at in 0..targets.len() {
        let target = &targets[(turn + at) % targets.len()];
        if let Ok(server) = TcpStream::connect(target).await {
            return Some(server);
        }
    }
    None
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    way: Way,
    losses: u64,
    orders: &mut watch::Receiver<Orders>,
) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let stuck = |orders: &Orders| {
            orders.losses > losses
                || orders.fault == Fault::Stalled
                || (orders.fault == Fault::Deaf && way == Way::Back)
        };
        let fault = orders.borrow().fault;
        if let (Fault::Late(time), Way::Back) = (fault, way) {
            tokio::time::sleep(time).await;
        }
        let was_deaf = (fault, way) == (Fault::Deaf, Way::Back);
        if orders.wait_for(|orders| !stuck(orders)).await.is_err() {
            return;
        }
        if !was_deaf && to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
    // Whoever waits hears that no more will come; if that fails, it has gone itself.
    let _closed = to.shutdown().await;
}
