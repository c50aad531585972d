//! What runs the house: the command line, and what a server needs of the machine.

pub mod archive;
pub mod boot;
pub mod command;
pub mod descriptors;
pub mod logs;
pub mod tls;
