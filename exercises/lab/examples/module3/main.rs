//! Draws pictures of module 3's lectures from real runs:
//!
//! ```text
//! cargo run -p lab --example module3             # writes lectures/src/pictures
//! cargo run -p lab --example module3 -- --check  # writes nothing; 1 where a file is not what is drawn now
//! ```

mod early;
mod invoice;

use std::path::Path;
use std::process::ExitCode;

use lab::Scenario;
use lab::draw::svg;
use lab::report::Story;

/// The smallest run that breaks a rule. A picture tells what happens; on which line would be another tomorrow.
fn broken(scenario: &Scenario) -> Story {
    let mut story = scenario.search().story.expect("the scenario breaks its rule");
    for row in &mut story.rows {
        row.at = None;
    }
    story
}

fn main() -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let pictures = [
        ("shared-name", "Two attempts share the name of a file", broken(&invoice::shared_name())),
        ("too-early", "A test that looks too early refuses a right system", broken(&early::too_early())),
    ];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src/pictures");
    let mut code = ExitCode::SUCCESS;
    for (name, title, story) in pictures {
        let file = folder.join(format!("{name}.svg"));
        let wanted = svg(&story, title);
        if std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n") == wanted {
            continue;
        }
        if check {
            eprintln!("stale: {name}.svg; renew with `cargo run -p lab --example module3`");
            code = ExitCode::FAILURE;
        } else if let Err(error) = std::fs::write(&file, wanted) {
            eprintln!("cannot write {}: {error}", file.display());
            code = ExitCode::FAILURE;
        } else {
            println!("drawn: {name}.svg");
        }
    }
    code
}
