//! Draws the pictures of the lectures from real runs, and writes them or says which of them are stale.
#![allow(dead_code, reason = "no example uses all of it")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lab::Scenario;
use lab::draw::svg;
use lab::report::Story;

/// A file name without its ending, a title, and what is drawn.
pub type Picture = (&'static str, &'static str, Story);

/// The smallest run that breaks the rule of the scenario.
pub fn broken(scenario: &Scenario) -> Story {
    without_places(scenario.search().story.unwrap_or_else(|| panic!("{} shows no story", scenario.title())))
}

/// The smallest run in which happens what the rule says never happens, and nothing is wrong with that. The row which says
/// that it broke is left out.
pub fn reached(scenario: &Scenario) -> Story {
    let mut story = broken(scenario);
    story.rows.pop();
    story
}

/// Each picture as a file in the folder of the lectures, with what should stand in it.
pub fn files(lectures: &Path, pictures: Vec<Picture>) -> Vec<(PathBuf, String)> {
    let file = |name| lectures.join("pictures").join(format!("{name}.svg"));
    pictures.into_iter().map(|(name, title, story)| (file(name), svg(&story, title))).collect()
}

/// Renews the pictures of an example of the lab, or with `--check` says which are stale.
pub fn draw(pictures: Vec<Picture>, example: &str) -> ExitCode {
    let lectures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src");
    renew(files(&lectures, pictures), &format!("cargo run -p lab --example {example}"))
}

/// A picture tells what happens; on which line would be another tomorrow.
pub fn without_places(mut story: Story) -> Story {
    for row in &mut story.rows {
        row.at = None;
    }
    story
}

/// The file as it would be on a system with short line ends; empty where there is none.
pub fn read(file: &PathBuf) -> String {
    std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n")
}

/// Makes each file what it should be; with `--check` writes nothing, and fails where one is not. `command` renews them.
pub fn renew(files: Vec<(PathBuf, String)>, command: &str) -> ExitCode {
    let check = std::env::args().any(|argument| argument == "--check");
    let mut code = ExitCode::SUCCESS;
    for (file, wanted) in files {
        if read(&file) == wanted {
            continue;
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if check {
            eprintln!("stale: {name}; renew with `{command}`");
            code = ExitCode::FAILURE;
        } else if let Err(error) = std::fs::write(&file, wanted) {
            eprintln!("cannot write {}: {error}", file.display());
            code = ExitCode::FAILURE;
        } else {
            println!("drawn: {name}");
        }
    }
    code
}
