//! `GET /console/api/shops/{key}/live`: server-sent events, one whenever results of the shop
//! changed in the store. The store is asked once a second and shop, however many listen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::stream;
use survey::console::Role;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::guard;
use crate::errors::Problem;
use crate::store::{Store, StoreError, changes};

/// How often the store is asked.
const EVERY: Duration = Duration::from_secs(1);
/// How often it is looked whether a listener still may, who is then sent a comment.
const BEAT: Duration = Duration::from_secs(8);

/// Everybody who listens to shops of this process.
#[derive(Clone, Debug, Default)]
pub struct Listeners(Arc<Mutex<HashMap<String, watch::Sender<i64>>>>);

impl Listeners {
    /// Ends what all of them hear; whoever comes later hears as before.
    pub fn send_away(&self) {
        self.shops().clear();
    }

    fn shops(&self) -> std::sync::MutexGuard<'_, HashMap<String, watch::Sender<i64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to listen to a shop whose number of changes is `now`.
    fn join(&self, shop: &str, now: i64, store: &Store) -> watch::Receiver<i64> {
        let mut shops = self.shops();
        if let Some(sender) = shops.get(shop) {
            return sender.subscribe();
        }
        let (sender, receiver) = watch::channel(now);
        shops.insert(shop.to_owned(), sender);
        tokio::spawn(self.clone().look(shop.to_owned(), store.clone()));
        receiver
    }

    /// Looks at a shop for as long as somebody listens.
    async fn look(self, shop: String, store: Store) {
        loop {
            tokio::time::sleep(EVERY).await;
            {
                let mut shops = self.shops();
                match shops.get(&shop) {
                    None => return,
                    Some(sender) if sender.is_closed() => {
                        shops.remove(&shop);
                        return;
                    }
                    Some(_) => {}
                }
            }
            let of = shop.clone();
            // A store that fails is asked again, and says so wherever it is read.
            if let Ok(now) = store.read(move |c| changes::count(c, &of)).await
                && let Some(sender) = self.shops().get(&shop)
            {
                sender.send_if_modified(|last| std::mem::replace(last, now) != now);
            }
        }
    }
}

/// Sends events until the listener leaves, may no longer listen, or the server stops.
///
/// # Errors
/// If the store fails.
pub async fn live(
    request: HttpRequest,
    key: web::Path<String>,
    store: web::Data<Store>,
    listeners: web::Data<Listeners>,
) -> Result<HttpResponse, Problem> {
    let key = key.into_inner();
    let of = key.clone();
    let now = store.read(move |c| changes::count(c, &of)).await;
    let changes = listeners.join(&key, now.map_err(super::failed)?, &store);
    let listener = Listener {
        request,
        shop: key,
        changes,
        beat: None,
    };
    let events = stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((
            Ok::<_, StoreError>(web::Bytes::from_static(event)),
            listener,
        ))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(("Cache-Control", "no-store"))
        // A proxy that gathers an answer before it passes it on would hold events back.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(events))
}

struct Listener {
    request: HttpRequest,
    shop: String,
    changes: watch::Receiver<i64>,
    /// When the next comment is due; `None` before anything was sent.
    beat: Option<Instant>,
}

impl Listener {
    /// What is sent next; `None` for the end.
    async fn next(&mut self) -> Option<&'static [u8]> {
        let Some(beat) = self.beat else {
            self.beat = Some(Instant::now() + BEAT);
            // Whatever was read before this is perhaps too old.
            return Some(b"retry: 3000\nevent: changed\ndata: {}\n\n");
        };
        match timeout_at(beat, self.changes.changed()).await {
            Ok(Ok(())) => Some(b"event: changed\ndata: {}\n\n"),
            // The server stops.
            Ok(Err(_)) => None,
            Err(_) => {
                self.beat = Some(Instant::now() + BEAT);
                self.may_listen().await.then_some(b": still here\n\n")
            }
        }
    }

    async fn may_listen(&self) -> bool {
        let caller = guard::caller(&self.request, Some(self.shop.clone())).await;
        let role = caller.ok().flatten().and_then(|(caller, _)| caller.role);
        role >= Some(Role::Analyst)
    }
}
