//! The promise: through lost responses and kills each charge is debited exactly once, each answer is the same, nothing is left.

use crate::talk::{file, said};

fn passes(arguments: &[&str]) -> String {
    let database = file();
    let (code, text) = said(&database, arguments);
    assert_eq!(code, Some(0), "{text}");
    let all = ["debited exactly once", "always the same answer", "a late POST told 410"];
    assert!(all.iter().all(|what| text.contains(&format!("  {what:<22}  1,000 of 1,000\n"))), "{text}");
    assert!(text.contains("  left in the stores      nothing\n"), "{text}");
    assert!(!database.exists(), "the database of a drive is of no use to anybody");
    text
}

/// The figures of a step's row.
fn figures(text: &str, step: &str) -> Vec<u64> {
    let row = text.lines().find_map(|line| line.trim().strip_prefix(step)).unwrap_or_else(|| panic!("{text}"));
    row.split_whitespace().map(|figure| figure.replace(',', "").parse().unwrap()).collect()
}

#[test]
fn a_thousand_charges_with_lost_responses_are_debited_once_each() {
    let text = passes(&["--drive", "1000", "--lose-responses", "30", "--seed", "7"]);
    let silent: u64 =
        ["PUT, POST", "2 h later: POST, GET", "DELETE", "a late POST"].map(|step| figures(&text, step)[1]).iter().sum();
    assert!(silent > 2_000, "about 30 of 100 must have been lost:\n{text}");
}

#[test]
fn a_thousand_charges_are_debited_once_each_though_the_server_is_killed_ten_times() {
    let text = passes(&["--drive", "1000", "--lose-responses", "30", "--seed", "11", "--kill", "10"]);
    let kills: u64 =
        ["PUT, POST", "2 h later: POST, GET", "DELETE", "a late POST"].map(|step| figures(&text, step)[3]).iter().sum();
    assert_eq!(kills, 10, "{text}");
}
