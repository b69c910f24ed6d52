//! Tables: in columns where they fit, else one block a row.

use super::inline::wrap;

/// The rows as they stand in the page, the rule below the head among them.
/// `plain` takes the marks from a cell.
pub fn draw(rows: &[String], columns: usize, plain: &dyn Fn(&str) -> String) -> Vec<String> {
    let rows: Vec<Vec<String>> = rows.iter().filter(|row| !is_rule(row)).map(|row| cells(row, plain)).collect();
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..count).map(|at| width(at).unwrap_or_default()).collect();
    if widths.iter().sum::<usize>() + 2 * count.saturating_sub(1) <= columns {
        return rows.iter().map(|row| aligned(row, &widths)).collect();
    }
    let (head, body) = rows.split_first().expect("a table that is too wide has a row");
    body.iter().flat_map(|row| block(head, row, columns)).collect()
}

fn is_rule(row: &str) -> bool {
    row.contains('-') && row.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(row: &str, plain: &dyn Fn(&str) -> String) -> Vec<String> {
    let inner = row.trim().trim_start_matches('|');
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    // `\|` is a bar in a cell. No page holds the character that stands for it here.
    let bar = "\u{0}";
    inner.replace("\\|", bar).split('|').map(|cell| plain(cell.trim()).replace(bar, "|")).collect()
}

fn aligned(row: &[String], widths: &[usize]) -> String {
    let padded: Vec<String> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
    padded.join("  ").trim_end().to_string()
}

/// `head: cell`, one below the other; two columns are a word and what is said of it.
fn block(head: &[String], row: &[String], columns: usize) -> Vec<String> {
    if let [word, said] = row {
        return wrap(&format!("{word}: {said}"), columns, "- ", "  ");
    }
    let mut lines = Vec::new();
    for (at, cell) in row.iter().enumerate() {
        let name = head.get(at).map(String::as_str).unwrap_or_default();
        let text = if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") };
        let first = if at == 0 { "- " } else { "  " };
        lines.extend(wrap(&text, columns, first, "    "));
    }
    lines
}
