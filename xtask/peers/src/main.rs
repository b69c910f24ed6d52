//! Runs the scenario on all tools, and shows what they looked at, what they found, and how long it took.
//!
//! ```text
//! cargo run --release --manifest-path xtask/peers/Cargo.toml               # the tables
//! cargo run --release --manifest-path xtask/peers/Cargo.toml -- --json     # all figures
//! cargo run --release --manifest-path xtask/peers/Cargo.toml -- --markdown # the tables as Markdown
//! cargo run --release --manifest-path xtask/peers/Cargo.toml -- --bless    # renews lectures 7 and 8
//! ```

use std::process::ExitCode;

use peers::{measure, page, pictures, table};

/// Of each search.
const REPEATS: usize = 21;

fn main() -> ExitCode {
    let argument = std::env::args().nth(1).unwrap_or_default();
    if !["", "--json", "--markdown", "--bless"].contains(&&*argument) {
        eprintln!("unknown argument `{argument}`: --json, --markdown or --bless");
        return ExitCode::from(2);
    }
    let rows = measure::outcomes();
    let growth = measure::growth();
    let times = measure::times(&rows, REPEATS);
    match &*argument {
        "--json" => {
            let all = serde_json::json!({ "repeats": REPEATS, "outcomes": rows, "growth": growth, "times": times });
            println!("{}", serde_json::to_string_pretty(&all).expect("plain data"));
        }
        "--markdown" => {
            println!("{}\n{}", table::counts_markdown(&rows), table::growth_markdown(&growth));
            println!("{}\n{}", table::times_markdown(&times), table::NOTE);
        }
        "--bless" => {
            let tables = [
                ("counts", table::counts_markdown(&rows)),
                ("growth", table::growth_markdown(&growth)),
                ("times", table::times_markdown(&times)),
            ];
            if let Err(error) = bless(&tables) {
                eprintln!("cannot renew the lectures: {error}");
                return ExitCode::from(6);
            }
        }
        _ => print!("{}", table::terminal(&rows, &growth, &times, REPEATS)),
    }
    ExitCode::SUCCESS
}

fn bless(tables: &[(&str, String)]) -> Result<(), String> {
    let mut text = std::fs::read_to_string(page::path()).map_err(|error| error.to_string())?;
    for (name, table) in tables {
        text = page::with_table(&text, name, table)?;
    }
    let files = [(page::path(), text)].into_iter().chain(pictures::files());
    for (file, text) in files {
        std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}
