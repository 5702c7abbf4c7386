//! The contract of the queue, held to both of its kinds: the embedded one on a real disk and the Redis one on a real server. How an event becomes an entry is not tested here.

mod cluster;
mod contract;
mod embedded;
mod place;
mod redis;
