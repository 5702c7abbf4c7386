//! Where what a collector keeps lives under test: a folder or a Redis of its own, from which
//! it can be opened again and again. What is opened there, each test says.

use crate::redis_server::RedisServer;
use anyhow::Result;
use tempfile::TempDir;

/// A place that outlives what is opened in it.
pub enum Place {
    /// A folder.
    Folder(TempDir),
    /// A Redis server.
    Redis(Box<RedisServer>),
}

impl Place {
    /// A new folder, gone with this value.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn folder() -> Result<Place> {
        Ok(Place::Folder(TempDir::new()?))
    }

    /// A new Redis server, gone with this value.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn redis() -> Result<Place> {
        Ok(Place::Redis(Box::new(RedisServer::start().await?)))
    }
}

/// Makes two tests of one `async fn name(place: Place) -> anyhow::Result<()>`.
#[macro_export]
macro_rules! on_both_kinds {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            use $crate::place::Place;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn embedded() -> anyhow::Result<()> {
                super::$name(Place::folder()?).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn redis() -> anyhow::Result<()> {
                super::$name(Place::redis().await?).await
            }
        })*
    };
}
