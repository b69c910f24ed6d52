//! The file as shipped in the same run: it charges again after the hour, and again after `DELETE`.

use std::path::PathBuf;
use std::process::Command;

#[test]
fn the_file_as_shipped_charges_again() {
    let database = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("shipped-{}.redb", std::process::id()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_serve-shipped"));
    command.arg("--database").arg(database);
    let output = command.args(["--drive", "1000", "--lose-responses", "30", "--seed", "7"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    for line in [
        "  debited exactly once    0 of 1,000; 3 times: 1,000",
        "  always the same answer  0 of 1,000",
        "  a late POST told 410    0 of 1,000",
        "  left in the stores      1,000 items",
    ] {
        assert!(text.lines().any(|said| said == line), "no `{line}` in\n{text}");
    }
    // In the first step all is well: whoever asks again within the hour gets the same answer.
    let debits = |step: &str| {
        let row = text.lines().find(|line| line.trim().starts_with(step)).unwrap_or_else(|| panic!("{text}"));
        row.split_whitespace().last().unwrap().to_string()
    };
    assert_eq!(["PUT, POST", "2 h later", "DELETE", "a late POST"].map(debits), ["1,000", "2,000", "2,000", "3,000"]);
}
