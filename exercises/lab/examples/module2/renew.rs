//! Writes the pictures of the lectures, or says which of them are stale.

use std::path::PathBuf;
use std::process::ExitCode;

use lab::report::{Report, Story};

/// The story that a search tells.
pub fn story(report: &Report) -> Story {
    without_places(report.story.clone().unwrap_or_else(|| panic!("{} shows no story", report.title)))
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
