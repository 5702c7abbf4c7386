//! A listener of its own for what operators ask: `/metrics` and `/healthz`, and nothing else.

use super::bind;
use crate::ops::requests;
use crate::routes::{self, Counts};
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer};
use std::net::SocketAddr;

/// The listener, bound and not yet answering.
pub(super) struct Operation {
    server: Server,
    address: SocketAddr,
}

impl Operation {
    /// Binds the address.
    ///
    /// # Errors
    /// When it cannot be bound.
    pub fn bind(address: SocketAddr, counts: Counts) -> anyhow::Result<Self> {
        let listener = bind(address)?;
        let address = listener.local_addr()?;
        let server = HttpServer::new(move || {
            let counts = counts.clone();
            App::new()
                .wrap(from_fn(requests::problems))
                .wrap(from_fn(requests::log))
                .wrap(from_fn(requests::guard))
                .configure(|app| routes::configure_operation(app, counts))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)?;
        Ok(Operation {
            server: server.run(),
            address,
        })
    }

    /// Where the counts are.
    pub fn url(&self) -> String {
        format!("http://{}/metrics", self.address)
    }

    /// Answers until it is dropped.
    pub async fn run(self) {
        if let Err(error) = self.server.await {
            tracing::error!(%error, "the listener for metrics failed");
        }
    }
}
