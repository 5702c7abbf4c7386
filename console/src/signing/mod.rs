//! Coming in: signing in, and making the first account of a server.

mod set_up;
mod sign_in;

pub use set_up::set_up;
pub use sign_in::sign_in;
