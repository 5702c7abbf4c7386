//! What an accepted event survives: killed processes, a lost Redis, a stop in the middle of the rush. Every test breaks something for real.

mod away;
mod backup;
mod cluster;
mod crash;
mod damaged_entry;
mod full_disk;
mod handed_coupons;
mod lingering;
mod locked_store;
mod lost_books;
mod lost_postgres;
mod lost_redis;
mod network;
mod refused_start;
mod rolling;
mod rush;
mod secret_redis;
mod sentinel;
mod spool;
mod stepped_clock;
mod stop;
mod two_drains;
mod upgrade;
