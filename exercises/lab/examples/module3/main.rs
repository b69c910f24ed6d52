//! Draws pictures of module 3's lectures from real runs:
//!
//! ```text
//! cargo run -p lab --example module3             # writes lectures/src/pictures
//! cargo run -p lab --example module3 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod early;
mod invoice;
#[path = "../pictures/mod.rs"]
mod pictures;

use std::process::ExitCode;

use pictures::{Picture, broken, draw};

fn pictures() -> Vec<Picture> {
    vec![
        ("shared-name", "Two attempts share the name of a file", broken(&invoice::shared_name())),
        ("too-early", "A test that looks too early refuses a right system", broken(&early::too_early())),
    ]
}

fn main() -> ExitCode {
    draw(pictures(), "module3")
}
