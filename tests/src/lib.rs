//! What the tests share: real servers on free ports with data of their own, and verbs to talk to them as browsers and marketers do. No test stands here, and nothing here reaches into the server's internals.

pub mod certificate;
pub mod console;
pub mod drainer;
pub mod events;
pub mod hook;
pub mod mailbox;
pub mod metrics;
pub mod pebble;
pub mod people;
pub mod place;
pub mod postgres_server;
pub mod proxy;
pub mod redis_fleet;
pub mod redis_server;
pub mod reply;
pub mod server;
pub mod site;
pub mod stepped_clock;
pub mod typed;
pub mod usage;
pub mod wait;
pub mod wire;

/// Makes two tests of one `async fn name(site: Site) -> anyhow::Result<()>`: one on the
/// embedded queue and one on Redis.
#[macro_export]
macro_rules! on_both_queues {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_the_embedded_queue() -> anyhow::Result<()> {
                super::$name($crate::site::Site::embedded()?).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_redis() -> anyhow::Result<()> {
                super::$name($crate::site::Site::on_redis().await?).await
            }
        })*
    };
}

/// The same, and a third one with PostgreSQL as the store as well.
#[macro_export]
macro_rules! on_every_site {
    ($($name:ident),* $(,)?) => {
        $(mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_the_embedded_queue() -> anyhow::Result<()> {
                super::$name($crate::site::Site::embedded()?).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_redis() -> anyhow::Result<()> {
                super::$name($crate::site::Site::on_redis().await?).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_redis_and_postgres() -> anyhow::Result<()> {
                super::$name($crate::site::Site::on_postgres().await?).await
            }
        })*
    };
}
