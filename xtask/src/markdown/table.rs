//! Tables: in columns where they fit, if need be with wrapped cells; else one block a row.

use super::inline::wrap;

/// More columns than these are too narrow to wrap in.
const MOST_WRAPPED: usize = 4;
/// Where a column that wraps had to be narrower than this, it would be a column of single words.
const LEAST_WIDTH: usize = 14;

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
    if let Some(widths) = narrowed(&rows, &widths, columns) {
        return wrapped(&rows, &widths);
    }
    let (head, body) = rows.split_first().expect("a table that is too wide has a row");
    body.iter().flat_map(|row| block(head, row, columns)).collect()
}

/// Widths at which the cells can be wrapped; none where it would not read well.
fn narrowed(rows: &[Vec<String>], widths: &[usize], columns: usize) -> Option<Vec<usize>> {
    let count = widths.len();
    let room = columns.checked_sub(2 * count.saturating_sub(1)).filter(|_| (2..=MOST_WRAPPED).contains(&count))?;
    // No word is broken.
    let longest = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.flat_map(|cell| cell.split_whitespace()).map(|word| word.chars().count()).max().unwrap_or_default()
    };
    let least: Vec<usize> = (0..count).map(|at| widths[at].min(longest(at).max(LEAST_WIDTH))).collect();
    // The widest gives way, one column at a time.
    let mut widths = widths.to_vec();
    while widths.iter().sum::<usize>() > room {
        let widest = (0..count).filter(|&at| widths[at] > least[at]).max_by_key(|&at| widths[at])?;
        widths[widest] -= 1;
    }
    Some(widths)
}

/// Rows of several lines each. Where a first cell has more than one, an empty line stands between two rows.
fn wrapped(rows: &[Vec<String>], widths: &[usize]) -> Vec<String> {
    let first = |row: &Vec<String>| row.first().map_or(0, |cell| wrap(cell, widths[0], "", "").len());
    let apart = rows.iter().any(|row| first(row) > 1 || row.first().is_none_or(String::is_empty) && row != &rows[0]);
    let mut lines = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, &width)| wrap(cell, width, "", "")).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default();
        if apart && at > 0 {
            lines.push(String::new());
        }
        for line in 0..height {
            let row: Vec<String> = cells.iter().map(|cell| cell.get(line).cloned().unwrap_or_default()).collect();
            lines.push(aligned(&row, widths));
        }
    }
    lines
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
