//! The tables in lecture 7: `<!-- peers: counts -->` and `<!-- peers: growth -->` are checked by a test, `<!-- peers: times -->` is
//! renewed with them.

use std::path::PathBuf;

/// The lecture.
pub fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../lectures/src/testing.md")
}

fn ends(page: &str, name: &str) -> Option<(usize, usize)> {
    let head = format!("<!-- peers: {name} -->\n\n");
    let start = page.find(&head)? + head.len();
    let length = page[start..].find("<!-- /peers -->")?;
    Some((start, start + length))
}

/// What stands on the page between the markers of this table; none where there is no such pair.
pub fn table<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (start, end) = ends(page, name)?;
    page[start..end].strip_suffix('\n')
}

/// The page with another table there.
///
/// # Errors
/// The marker that is missing.
pub fn with_table(page: &str, name: &str, table: &str) -> Result<String, String> {
    let (start, end) = ends(page, name).ok_or(format!("no <!-- peers: {name} --> … <!-- /peers --> on the page"))?;
    Ok(format!("{}{table}\n{}", &page[..start], &page[end..]))
}
