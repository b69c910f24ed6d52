//! Draws the pictures of the lectures on cloud databases from real runs:
//!
//! ```text
//! cargo run -p lab --example module4             # writes lectures/src/pictures
//! cargo run -p lab --example module4 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod done;
mod finish;
#[path = "../two-phase-commit/protocol.rs"]
#[allow(dead_code, reason = "the demonstration uses the rest")]
mod protocol;
#[path = "../module2/renew.rs"]
mod renew;
mod shop;
mod tokens;

use std::path::Path;
use std::process::ExitCode;

use lab::Scenario;
use lab::draw::svg;
use lab::report::Story;
use renew::{renew, story};

/// The smallest run that breaks the rule of the scenario.
fn broken(scenario: &Scenario) -> Story {
    story(&scenario.search())
}

/// The smallest run in which happens what the rule says never happens, and nothing is wrong with that. The row which says
/// that it broke is left out.
fn reached(scenario: &Scenario) -> Story {
    let mut story = broken(scenario);
    story.rows.pop();
    story
}

fn pictures() -> Vec<(&'static str, &'static str, Story)> {
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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src/pictures");
    let drawn = pictures().into_iter().map(|(name, title, story)| {
        let file = folder.join(format!("{name}.svg"));
        (file, svg(&story, title))
    });
    renew(drawn.collect(), "cargo run -p lab --example module4")
}
