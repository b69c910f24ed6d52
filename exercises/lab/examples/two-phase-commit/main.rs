//! A two-phase commit whose coordinator dies. For a room: it takes ten minutes, with the lecture "Moving done".
//!
//! ```text
//! cargo run -p lab --example two-phase-commit              # it dies after the votes, and has forgotten them
//! cargo run -p lab --example two-phase-commit -- recovers  # it comes back, and reads in its log
//! ```

mod protocol;

use std::process::ExitCode;

use lab::Scenario;

const COLUMNS: usize = 80;

fn forgets() {
    println!("Two databases, a purchase that changes both, and Bob, who wants the same book.");
    println!("The coordinator knows what it has decided as long as it lives.\n");
    println!("{}", Scenario::show(&protocol::forgets().search(), COLUMNS, true));
    println!("Who may unlock the two rows now, and how do they know what was decided?");
    println!("Next: cargo run -p lab --example two-phase-commit -- recovers");
}

fn recovers() {
    println!("The same, and the coordinator has a log: it writes down its decision before it");
    println!("tells anybody, and looks there first when it comes back. A run by hand, without");
    println!("the steps in which somebody looks at a lock or a row:\n");
    let scenario = protocol::recovers();
    let played = scenario.play(&protocol::dies_decided()).unwrap_or_else(|error| panic!("{error}"));
    let mut story = played.story;
    story.rows.retain(|row| !row.label.starts_with("load ") || row.label == "load buy-1");
    let mut report = scenario.search();
    report.story = Some(story);
    println!("{}", Scenario::show(&report, COLUMNS, true));
    println!("No lock is left in any run. But between the crash and the second delivery Bob");
    println!("was refused. How long was that, and who has decided how long?");
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => forgets(),
        ["recovers"] => recovers(),
        _ => {
            eprintln!("usage: cargo run -p lab --example two-phase-commit [-- recovers]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
