//! Draws the pictures of the lectures on HTTP from real runs:
//!
//! ```text
//! cargo run -p lab --example module5             # writes lectures/src/pictures
//! cargo run -p lab --example module5 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod billing;
mod keys;
mod payments;
#[path = "../pictures/mod.rs"]
mod pictures;

use std::process::ExitCode;

use pictures::{Picture, broken, draw, reached};

fn pictures() -> Vec<Picture> {
    vec![
        ("lost-response", "The answer is lost, and the client asks again", broken(&keys::no_key())),
        ("expired-key", "The key is kept for a day", broken(&keys::kept_for_a_day())),
        ("asked-again", "A charge from PUT to DELETE", reached(&payments::asked_again())),
        ("called-too-early", "The call comes before the commit", broken(&billing::called_too_early())),
    ]
}

fn main() -> ExitCode {
    draw(pictures(), "module5")
}
