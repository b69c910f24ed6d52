//! Draws the pictures of the lectures on deduplication from real runs:
//!
//! ```text
//! cargo run -p lab --example module2             # writes lectures/src/pictures
//! cargo run -p lab --example module2 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod copies;
mod coupon;
mod outbox;
mod payments;
mod raffle;
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
        ("sent-twice", "A send gets no answer, and is repeated", broken(&copies::sent_twice())),
        ("lease-expiry", "The lease is shorter than the work", broken(&copies::lease_expiry())),
        ("late-copy", "Book, Cancel, and a copy of Book", broken(&payments::late_copy())),
        ("skipped-output", "A duplicate is skipped, and so is its event", broken(&payments::skipped_output())),
        ("coupon-lost", "Derived again, from another state", broken(&coupon::lost())),
        ("won-and-lost", "One ticket, two answers", broken(&raffle::two_answers())),
        ("outbox", "The outputs stand beside the state", reached(&outbox::same_crash())),
    ]
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src/pictures");
    let drawn = pictures().into_iter().map(|(name, title, story)| {
        let file = folder.join(format!("{name}.svg"));
        (file, svg(&story, title))
    });
    renew(drawn.collect(), "cargo run -p lab --example module2")
}
