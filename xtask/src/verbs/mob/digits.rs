//! Large digits for the back row.

/// How high they are, in lines.
pub const ROWS: usize = 5;

/// A time such as `12:34` in lines of blocks.
pub fn large(time: &str, block: &str) -> Vec<String> {
    let signs: Vec<[&str; ROWS]> = time.chars().filter_map(sign).collect();
    let line = |row: usize| {
        let cells = signs.iter().map(|sign| {
            let cells = sign[row].chars().map(|c| if c == '#' { block.repeat(2) } else { "  ".to_string() });
            cells.collect::<String>()
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    (0..ROWS).map(line).collect()
}

fn sign(c: char) -> Option<[&'static str; ROWS]> {
    Some(match c {
        '0' => ["###", "# #", "# #", "# #", "###"],
        '1' => [" # ", "## ", " # ", " # ", "###"],
        '2' => ["###", "  #", "###", "#  ", "###"],
        '3' => ["###", "  #", "###", "  #", "###"],
        '4' => ["# #", "# #", "###", "  #", "  #"],
        '5' => ["###", "#  ", "###", "  #", "###"],
        '6' => ["###", "#  ", "###", "# #", "###"],
        '7' => ["###", "  #", "  #", "  #", "  #"],
        '8' => ["###", "# #", "###", "# #", "###"],
        '9' => ["###", "# #", "###", "  #", "###"],
        ':' => [" ", "#", " ", "#", " "],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_digit_is_another_and_a_time_fits() {
        let all: std::collections::BTreeSet<_> = ('0'..='9').map(|digit| large(&digit.to_string(), "#")).collect();
        assert_eq!(all.len(), 10);
        assert!(large("29:59", "#").iter().all(|line| line.chars().count() <= 40));
    }
}
