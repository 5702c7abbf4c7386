//! The ledger: one contract for both kinds, and what is particular to each.

mod cluster;
mod contract;
mod embedded;
mod place;
mod redis;
