//! How long a chapter takes in full: its note for the instructor begins with that.

use crate::workspace::Workspace;

/// The summary of the fold that holds the note.
const NOTE: &str = "<summary>For the instructor</summary>";
const WORDS: [(&str, u32); 16] = [
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("twenty", 20),
    ("twenty-five", 25),
    ("thirty", 30),
    ("forty", 40),
    ("forty-five", 45),
];

/// The minutes of a chapter, by the name of its file.
///
/// # Errors
/// In words, where the chapter, its note or the minutes are not there.
pub fn minutes(workspace: &Workspace, chapter: &str) -> Result<u32, String> {
    let path = workspace.chapters().join(format!("{chapter}.md"));
    let text = std::fs::read_to_string(&path).map_err(|_| format!("there is no chapter `{chapter}`"))?;
    let (_, note) = text.split_once(NOTE).ok_or(format!("the chapter `{chapter}` has no note for the instructor"))?;
    said(note).ok_or(format!(
        "the note for the instructor of `{chapter}` does not begin with its minutes, as in `Fifteen minutes:`"
    ))
}

/// All chapters that have such a note, by name.
pub fn chapters(workspace: &Workspace) -> Vec<String> {
    let files =
        std::fs::read_dir(workspace.chapters()).into_iter().flatten().filter_map(|file| Some(file.ok()?.path()));
    let noted = files.filter(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains(NOTE)));
    let mut names: Vec<String> = noted.filter_map(|path| Some(path.file_stem()?.to_str()?.to_string())).collect();
    names.sort();
    names
}

/// `**Fifteen minutes:** …`
fn said(note: &str) -> Option<u32> {
    let mut words =
        note.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let number = words.next()?;
    let minutes = WORDS.iter().find(|(word, _)| *word == number).map(|(_, minutes)| *minutes);
    let minutes = minutes.or_else(|| number.parse().ok())?;
    (words.next()? == "minutes").then_some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_words_of_a_note_are_its_minutes() {
        assert_eq!(said("\n\n**Fifteen minutes:** predict 3\n"), Some(15));
        assert_eq!(said("\n\nFive minutes, on the screen"), Some(5));
        assert_eq!(said("**25 minutes** after 13"), Some(25));
        assert_eq!(said("**Ask** for fifteen minutes"), None);
        assert_eq!(said(""), None);
    }
}
