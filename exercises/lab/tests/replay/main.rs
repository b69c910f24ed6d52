//! A found run is found again by its short id, also where the code has changed since.

mod edited;
mod ids;
#[path = "../common/shop.rs"]
mod shop;
