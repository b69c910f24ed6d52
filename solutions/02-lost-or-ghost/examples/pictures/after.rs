//! The edge as in the solution: accept, send, mark.

pub use lost_or_ghost_solution as edge;

#[path = "shop.rs"]
pub mod shop;
