//! Tests of the house itself: who may use whom, and that everything works on both databases.

mod databases;
mod ranks;
mod schemas;
mod source;
mod statements;
mod texts;
mod views;
