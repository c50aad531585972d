//! What no browser of ours sends: it is refused, nobody else feels it, and the log holds nothing of it.

mod bodies;
mod cookies;
mod heads;
mod sites;
pub mod sockets;
