//! Pages of stories made by hand, for a browser to try: `cargo run -p lab --example pages -- FOLDER`.
//!
//! Beside each `NAME.html` stands `NAME.txt`, the same report as the terminal shows it.

#[path = "../../tests/draw/build.rs"]
mod build;
#[path = "../../tests/draw/nasty.rs"]
mod nasty;
#[allow(dead_code, reason = "the tests of drawing use more of them")]
#[path = "../../tests/draw/stories.rs"]
mod stories;

use std::path::PathBuf;

use lab::draw::{Around, Style, page, terminal};
use lab::report::{Broke, Report, Verdict};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/page".to_string()));
    std::fs::create_dir_all(&folder)?;
    let missed = Report { broke: Some(Broke::Witness), story: None, ..stories::lost_order() };
    let mut reports = vec![
        ("lost-order".to_string(), stories::lost_order()),
        ("every-fault".to_string(), stories::every_fault()),
        ("long-run".to_string(), stories::long_run()),
        ("many-lanes".to_string(), stories::many_lanes()),
        ("guard".to_string(), stories::guard()),
        ("missed".to_string(), missed),
        ("holds".to_string(), stories::without_story(Verdict::Holds)),
    ];
    let nasty = nasty::NASTY.iter().enumerate();
    reports.extend(nasty.map(|(place, text)| (format!("nasty-{place}"), nasty::report(text, 4))));
    for (name, report) in reports {
        let exercise = if name.starts_with("nasty") { report.title.clone() } else { "02 lost-or-ghost".to_string() };
        let commands = vec![("cargo xtask explain 2".to_string(), "the failure in plain words".to_string())];
        let around = Around { exercise, commands, note: "Made by hand.".to_string() };
        std::fs::write(folder.join(format!("{name}.html")), page(&report, &around))?;
        let style = Style { columns: 80, unicode: true, color: false };
        std::fs::write(folder.join(format!("{name}.txt")), terminal(&report, style))?;
    }
    Ok(())
}
