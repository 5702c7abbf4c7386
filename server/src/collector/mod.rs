//! The half of the server that shoppers' browsers talk to: loader, books, assets and events. It cannot reach the store; its state is the queue, the books, the ledger, the limits and what it has seen of pages.

pub mod assets;
pub mod blocked;
pub mod body;
pub mod book;
pub mod clock;
pub mod console_files;
pub mod customers;
pub mod doubts;
pub mod encoded;
pub mod events;
pub mod exact;
pub mod fleet;
pub mod forget;
mod forwarded;
pub mod limits;
pub mod loader;
pub mod origin;
pub mod parts;
pub mod sender;
pub mod sightings;
