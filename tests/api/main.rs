//! The API against real servers: what is taken, what is refused and with which words, and what the console then shows. Crashes and lost machines are in `faults`.

mod accounting;
mod attacks;
mod bad_input;
mod batches;
mod books;
mod check;
mod clocks;
mod configuration;
mod console;
mod coupons;
mod customers;
mod deployment;
mod doors;
mod exports;
mod forget;
mod headers;
mod https;
mod limits;
mod metrics;
mod operation;
mod previews;
mod privacy;
mod proxies;
mod publishing;
mod replicas;
mod strange_text;
