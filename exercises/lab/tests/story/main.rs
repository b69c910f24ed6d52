//! Real searches, told: for a terminal, as SVG, as Mermaid; and the same each time.

mod same;
#[path = "../common/shop.rs"]
mod shop;
mod told;
