//! Draws the pictures of the lectures from real runs:
//!
//! ```text
//! cargo run -p sol02-lost-or-ghost --example pictures             # writes lectures/src/pictures
//! cargo run -p sol02-lost-or-ghost --example pictures -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```
//!
//! The story in `reading-a-story.md` is one of them: it stands in the first `text` block of that page.
#![allow(clippy::duplicate_mod, reason = "the same shop stands around each of the edges")]

mod after;
mod before;
mod chain;
mod kept;
#[path = "../../../../exercises/lab/examples/pictures/mod.rs"]
mod pictures;
mod swapped;
mod tabs;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lab::report::Story;
use lab::{Event, Rule, Scenario, View, ensure};
use lost_or_ghost_solution::Status;
use pictures::{Picture, broken, reached, read, renew, without_places};

/// The smallest run in which a process crashes once a cart is accepted, and all ends well: the one that breaks the rule that
/// this never happens. The row which says so is left out.
fn mended(scenario: Scenario) -> Story {
    let crashed = |crashed: &mut bool, event: &Event, view: &View<'_>| {
        *crashed |= matches!(event, Event::Crashed { .. }) && after::shop::cart(view).status == Status::Accepted;
        Ok(())
    };
    let well = |crashed: &bool, view: &View<'_>| {
        let well = after::shop::cart(view).status == Status::Submitted && after::shop::told(view) == ["book"];
        ensure(!*crashed || !well, || "it did".into())
    };
    reached(&scenario.rule(Rule::fold("this never happens", false, crashed, well)))
}

fn drawn() -> Vec<Picture> {
    vec![
        ("call-chain", "A response is lost in a chain of calls", broken(&chain::synchronous())),
        (
            "handed-over",
            "The edge hands over one message and answers",
            without_places(chain::handed_over().canonical_story()),
        ),
        ("lost-order", "Save, then send: a lost order", broken(&before::shop::crashes())),
        ("ghost-order", "Send, then save: a ghost, without any fault", broken(&swapped::shop::two_tabs())),
        ("mended", "Accept, send, mark: the same crash does no harm", mended(after::shop::crashes())),
        ("local-queue", "The queue clicks again", mended(kept::local_queue())),
        ("two-tabs", "Two tabs and one cart", broken(&tabs::two_tabs())),
    ]
}

/// The page with what stands in its first `text` block replaced.
fn with_block(page: &str, block: &str) -> String {
    let (head, rest) = page.split_once("```text\n").expect("the page has a text block");
    let (_, tail) = rest.split_once("\n```\n").expect("the text block ends");
    format!("{head}```text\n{block}\n```\n{tail}")
}

/// Each file with what should stand in it.
fn files(lectures: &Path) -> Vec<(PathBuf, String)> {
    let mut files = pictures::files(lectures, drawn());
    let page = lectures.join("reading-a-story.md");
    let text = read(&page);
    let shown = Scenario::show(&tabs::two_tabs().search(), 80, true);
    let shown: Vec<&str> = shown.trim_matches('\n').lines().map(str::trim_end).collect();
    files.push((page, with_block(&text, &shown.join("\n"))));
    files
}

fn main() -> ExitCode {
    let lectures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src");
    renew(files(&lectures), "cargo run -p sol02-lost-or-ghost --example pictures")
}
