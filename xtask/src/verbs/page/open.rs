//! Opens a file with the program that the system has for it.

use std::path::Path;
use std::process::Command;

use crate::exit::{Exit, Stop};
use crate::process::{self, Started};

/// The programs that know which program is meant, the likeliest first, with what comes before the file.
#[cfg(windows)]
const OPENERS: &[&[&str]] = &[&["rundll32", "url.dll,FileProtocolHandler"]];
#[cfg(target_os = "macos")]
const OPENERS: &[&[&str]] = &[&["open"]];
#[cfg(not(any(windows, target_os = "macos")))]
const OPENERS: &[&[&str]] = &[&["xdg-open"], &["wslview"], &["gio", "open"]];

/// Opens it. `shown` is the file as the user reads it.
///
/// # Errors
/// A [`Stop`] with [`Exit::NotReady`] where no such program is there, or none of them could do it.
pub fn open(path: &Path, shown: &str) -> Result<(), Stop> {
    let mut failed = None;
    for opener in OPENERS {
        let mut command = Command::new(opener[0]);
        command.args(&opener[1..]).arg(path);
        match process::start(command) {
            Ok(Started::Goes | Started::Ended(true)) => return Ok(()),
            Ok(Started::Ended(false)) => failed = failed.or(Some(opener[0])),
            Err(_) => {}
        }
    }
    let names: Vec<&str> = OPENERS.iter().map(|opener| opener[0]).collect();
    let what = match failed {
        Some(opener) => format!("{opener} could not open {shown}"),
        None => format!("there is no program here to open {shown} with: no {}", names.join(", no ")),
    };
    Err(Stop::new(Exit::NotReady, what, format!("open {shown} in a browser")))
}
