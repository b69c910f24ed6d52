//! The edge as shipped: save, then send.

#[path = "../../shipped/lib.rs"]
pub mod edge;
#[path = "shop.rs"]
pub mod shop;
