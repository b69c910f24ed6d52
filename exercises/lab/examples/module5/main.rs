//! Draws the pictures of the lectures on HTTP from real runs:
//!
//! ```text
//! cargo run -p lab --example module5             # writes lectures/src/pictures
//! cargo run -p lab --example module5 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod billing;
mod keys;
mod payments;
#[path = "../module2/renew.rs"]
mod renew;

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
        ("lost-response", "The answer is lost, and the client asks again", broken(&keys::no_key())),
        ("expired-key", "The key is kept for a day", broken(&keys::kept_for_a_day())),
        ("asked-again", "A charge from PUT to DELETE", reached(&payments::asked_again())),
        ("called-too-early", "The call comes before the commit", broken(&billing::called_too_early())),
    ]
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src/pictures");
    let drawn = pictures().into_iter().map(|(name, title, story)| {
        let file = folder.join(format!("{name}.svg"));
        (file, svg(&story, title))
    });
    renew(drawn.collect(), "cargo run -p lab --example module5")
}
