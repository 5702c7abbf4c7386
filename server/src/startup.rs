//! Opens everything the server needs, puts the application on a listener, and stops it in order. It decides nothing about events.

mod drain;
mod operation;
pub mod tls;

pub use drain::Draining;

use crate::acme::Acme;
use crate::books::Books;
use crate::collector::{assets, limits, sightings};
use crate::config::{Config, ListenConfig, QueuePlace, TlsConfig};
use crate::console_api::export::Exports;
use crate::console_api::limits::Tries;
use crate::console_api::live::Listeners;
use crate::console_api::sign_in;
use crate::coupons;
use crate::drain::Drain;
use crate::ledger::Ledger;
use crate::ledger::embedded::EmbeddedLedger;
use crate::ledger::redis::RedisLedger;
use crate::mail::Mailer;
use crate::notices::{Notifier, Post};
use crate::ops::connections::Connections;
use crate::ops::{metrics, requests};
use crate::publish::Publisher;
use crate::queue::embedded::EmbeddedQueue;
use crate::queue::redis::RedisQueue;
use crate::queue::spool::SpooledQueue;
use crate::queue::{Queue, QueueError};
use crate::routes::{self, Dependencies};
use crate::store::{Store, StoreError, access, now_ms};
use crate::token::{self, TokenKeys};
use crate::webhook::Webhooks;
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use operation::Operation;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tls::Certificate;

/// How long a client may take for the head of its request.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long running requests may take to finish when the server stops.
const FINISH_WITHIN: u64 = 8;

/// The application, listening but not yet answering.
pub struct Application {
    server: Server,
    operation: Option<Operation>,
    certificate: Option<Arc<Certificate>>,
    acme: Option<Acme>,
    address: SocketAddr,
    public_url: String,
    has_demo: bool,
    store: Store,
    publisher: Publisher,
    notifier: Notifier,
    listeners: Listeners,
    ledger: Arc<Ledger>,
    queue: Arc<Queue>,
    drain: Option<Drain>,
    /// The data directory with the token secrets, unless they are given.
    secrets: Option<(TokenKeys, PathBuf)>,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Application {
    /// Opens everything and binds the listener. Books of the store are published
    /// before the first request can come.
    ///
    /// # Errors
    /// Says which part could not be opened and what to do.
    pub async fn build(config: Config) -> anyhow::Result<Self> {
        let data = &config.files.data;
        std::fs::create_dir_all(data)
            .with_context(|| format!("the data directory {} cannot be made", data.display()))?;
        let store = Store::open(&config.files.store)?;
        let books = Books::load(data);
        let mut publisher = Publisher::new(store.clone(), books.clone());
        if let Err(error) = publisher.once().await {
            tracing::error!(%error, "the store's books cannot be read; starting with the copy on disk");
        }
        let queue = Arc::new(open_queue(&config).await?);
        let ledger = Arc::new(open_ledger(&config)?);
        let tokens = TokenKeys::load(config.token_secret.as_ref(), data)?;
        let secrets = match config.token_secret {
            Some(_) => None,
            None => Some((tokens.clone(), data.clone())),
        };
        let assets = match &config.files.assets {
            Some(dir) => assets::Assets::load(dir, &config.listen.public_url)?,
            None => assets::Assets::default(),
        };
        let mailer = match &config.mail {
            Some(mail) => Some(Mailer::new(mail).context("--smtp cannot be used")?),
            None => None,
        };
        let webhooks = Webhooks::new(config.notices.webhook_hosts);
        let metrics = metrics::Metrics::new()?;
        let post = Post::new(
            store.clone(),
            mailer.clone(),
            webhooks,
            config.listen.public_url.clone(),
            metrics.notices(),
        );
        let drain = config
            .drain
            .then(|| Drain::new(queue.clone(), store.clone()).telling(metrics.drain()));
        let metrics = web::Data::new(metrics);
        let listeners = Listeners::default();
        let dependencies = Dependencies {
            books: web::Data::new(books),
            tokens: web::Data::new(tokens),
            limits: web::Data::new(limits::Limits::new(
                &config.limits,
                config.doubts,
                config.listen.proxies,
            )),
            ledger: web::Data::from(Arc::clone(&ledger)),
            sightings: web::Data::new(sightings::Sightings::default()),
            queue: web::Data::from(Arc::clone(&queue)),
            metrics: metrics.clone(),
            assets: web::Data::new(assets),
            store: web::Data::new(store.clone()),
            listen: web::Data::new(config.listen.clone()),
            tries: web::Data::new(Tries::default().telling(metrics)),
            mailer: mailer.map(web::Data::new),
            post: web::Data::new(post.clone()),
            exports: web::Data::new(Exports::new(data.clone())),
            listeners: web::Data::new(listeners.clone()),
            demo: config.files.demo.clone(),
            counts_are_public: config.metrics.listen.is_none(),
        };
        let listener = bind(config.listen.address)?;
        let address = listener.local_addr()?;
        let operation = match config.metrics.listen {
            Some(address) => Some(Operation::bind(address, dependencies.counts())?),
            None => None,
        };
        let (certificate, acme) = match config.tls {
            Some(TlsConfig::Files(files)) => (Some(Certificate::load(&files)?), None),
            Some(TlsConfig::Acme(acme)) => {
                let acme = Acme::open(acme, data)?;
                let certificate = Certificate::awaited(&acme.files(), acme.challenges());
                (Some(certificate), Some(acme))
            }
            None => (None, None),
        };
        let listen = &config.listen;
        let server = serve(dependencies, listener, listen, certificate.as_ref())?;
        Ok(Application {
            server,
            operation,
            certificate,
            acme,
            address,
            public_url: config.listen.public_url,
            has_demo: config.files.demo.is_some(),
            store,
            publisher,
            notifier: Notifier::new(post),
            listeners,
            ledger,
            queue,
            drain,
            secrets,
        })
    }

    /// The port that was bound, also when port 0 was asked for.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The lines that tell people and scripts where everything is: a sign-in link
    /// that works once, and the addresses.
    ///
    /// # Errors
    /// When the link cannot be stored.
    pub async fn announcement(&self) -> anyhow::Result<String> {
        let code = self
            .store
            .write(|tx| -> Result<_, StoreError> { access::create_code(tx, now_ms()) })
            .await?;
        let mut reachable = self.address;
        if reachable.ip().is_unspecified() {
            // All addresses are listened on; the local one is as good as any to show.
            reachable.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let scheme = match self.certificate {
            Some(_) => "https",
            None => "http",
        };
        let local = format!("{scheme}://{reachable}");
        let base = match self.public_url.as_str() {
            "" => local.as_str(),
            public => public,
        };
        let demo = match self.has_demo {
            true => format!("demo={base}/demo/ "),
            false => String::new(),
        };
        let metrics = match &self.operation {
            Some(operation) => format!(" metrics={}", operation.url()),
            None => String::new(),
        };
        Ok(format!(
            "sign in to the console: {}\nready {demo}console={base}/console/ collector={base}{metrics}",
            sign_in::link(base, &code)
        ))
    }

    /// Whoever listens to results, to be sent away before the server stops: it waits for them.
    pub fn listeners(&self) -> Listeners {
        self.listeners.clone()
    }

    /// A handle that stops the server from elsewhere; [`Application::run`] then returns.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Answers requests, publishes and drains until the server is stopped. Then
    /// no new connection is taken, running requests are finished, and the drain
    /// ends; what it had not acknowledged is delivered again at the next start.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self) -> anyhow::Result<()> {
        let publisher = tokio::spawn(self.publisher.run());
        let (stop_notices, stopped) = tokio::sync::oneshot::channel();
        let notices = tokio::spawn(self.notifier.run(stopped));
        let coupons = tokio::spawn(coupons::hand_over(self.store, self.ledger));
        let secrets = self.secrets.map(|(keys, data)| {
            tokio::spawn(async move { token::files::keep_current(&keys, &data).await })
        });
        let operation = self
            .operation
            .map(|operation| tokio::spawn(operation.run()));
        let certificate = self
            .certificate
            .map(|certificate| tokio::spawn(async move { certificate.keep_current().await }));
        let acme = self.acme.map(|acme| tokio::spawn(acme.keep()));
        let queue = self.queue;
        let replay = tokio::spawn(async move { queue.replay().await });
        let drain = self
            .drain
            .map(|drain| tokio::spawn(async move { drain.run().await }));
        let outcome = self.server.await;
        drop(stop_notices);
        publisher.abort();
        coupons.abort();
        for task in [secrets, operation, certificate, acme]
            .into_iter()
            .flatten()
        {
            task.abort();
        }
        for task in [Some(replay), drain].into_iter().flatten() {
            task.abort();
            // An aborted task ends at its next step; it holds the queue until then.
            let _aborted = task.await;
        }
        // What is on its way to somebody arrives, or has failed by then.
        let _panicked = notices.await;
        outcome.context("the server failed")
    }
}

async fn open_queue(config: &Config) -> anyhow::Result<Queue> {
    Ok(match &config.queue {
        QueuePlace::Redis {
            url,
            replicas,
            spool_max_bytes,
        } => {
            let redis = RedisQueue::new(url.reveal(), "queue", *replicas)?;
            let reached = redis.reach().await;
            match (spool_max_bytes, reached) {
                (0, reached) => reached.map(|()| Queue::Redis(redis))?,
                // With a spool only a Redis that is there can be a reason not to start.
                (_, Err(error @ QueueError::Misconfigured(_))) => return Err(error.into()),
                (most, reached) => Queue::Spooled(SpooledQueue::open(
                    redis,
                    reached.err(),
                    &config.files.data,
                    *most,
                )?),
            }
        }
        QueuePlace::Embedded { max_bytes } => Queue::Embedded(EmbeddedQueue::open(
            &config.files.data.join("queue"),
            *max_bytes,
        )?),
    })
}

/// The ledger lives where the queue does, and is opened after it: the queue has locked
/// the directory.
fn open_ledger(config: &Config) -> anyhow::Result<Ledger> {
    Ok(match &config.queue {
        QueuePlace::Redis { url, replicas, .. } => {
            Ledger::Redis(RedisLedger::new(url.reveal(), *replicas)?)
        }
        QueuePlace::Embedded { .. } => {
            Ledger::Embedded(EmbeddedLedger::open(&config.files.data.join("ledger"))?)
        }
    })
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))
}

fn serve(
    dependencies: Dependencies,
    listener: TcpListener,
    listen: &ListenConfig,
    certificate: Option<&Arc<Certificate>>,
) -> anyhow::Result<Server> {
    let connections = Connections::new(listen.keep_connections);
    let open = connections.clone();
    let server = HttpServer::new(move || {
        let dependencies = dependencies.clone();
        App::new()
            .app_data(web::Data::new(connections.clone()))
            .wrap(from_fn(requests::problems))
            .wrap(from_fn(requests::log))
            .wrap(from_fn(requests::guard))
            .configure(|app| routes::configure(app, dependencies))
    })
    .on_connect(move |_, data| open.opened(data))
    .workers(listen.workers)
    .keep_alive(KEEP_ALIVE)
    .client_request_timeout(CLIENT_TIMEOUT)
    .client_disconnect_timeout(Duration::from_secs(1))
    .shutdown_timeout(FINISH_WITHIN)
    // The program decides which signals stop it, and how.
    .disable_signals();
    Ok(match certificate {
        Some(certificate) => server
            .listen_rustls_0_23(listener, certificate.server_config()?)?
            .run(),
        None => server.listen(listener)?.run(),
    })
}
