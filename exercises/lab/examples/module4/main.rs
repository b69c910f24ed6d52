//! Draws the pictures of the lectures on cloud databases from real runs:
//!
//! ```text
//! cargo run -p lab --example module4             # writes lectures/src/pictures
//! cargo run -p lab --example module4 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod done;
mod finish;
#[path = "../pictures/mod.rs"]
mod pictures;
#[path = "../two-phase-commit/protocol.rs"]
#[allow(dead_code, reason = "the demonstration uses the rest")]
mod protocol;
mod shop;
mod tokens;

use std::process::ExitCode;

use pictures::{Picture, broken, draw, reached};

fn pictures() -> Vec<Picture> {
    vec![
        ("two-phase-commit", "The coordinator dies after the votes", broken(&protocol::forgets())),
        ("cleared-first", "Cleared here before it is marked there", broken(&done::cleared_first())),
        ("looked-too-early", "The look is older than the envelope", broken(&done::looked_too_early())),
        ("wrong-owner", "Finished for pay-1, and pay-2 is marked", broken(&finish::wrong_owner())),
        ("not-a-no", "An error is taken for a no", broken(&finish::not_a_no())),
        ("late-replay", "A copy comes a day after the week", broken(&done::late_replay())),
        ("token", "The token goes last", reached(&tokens::crash_before_the_end())),
    ]
}

fn main() -> ExitCode {
    draw(pictures(), "module4")
}
