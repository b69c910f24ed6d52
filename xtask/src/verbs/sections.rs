//! A page in parts, so that an answer does not stand right below its question, and an instructor's note before attendees.

/// Why a part of a page is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// An answer to a question.
    Answer,
    /// Where the mob's half leads.
    Mob,
    /// A note for the instructor.
    Instructor,
}

/// Lines of a page that belong together: folded for one reason, or not at all.
struct Piece<'a> {
    fold: Option<Fold>,
    lines: Vec<&'a str>,
}

/// A part of a page, from a heading of the second level to the next.
type Section<'a> = Vec<Piece<'a>>;

/// Whether the page holds something back for this reason.
pub fn holds(text: &str, fold: Fold) -> bool {
    sections(text).iter().any(|section| has(section, fold))
}

/// The whole text, with a line in place of each fold, as far as `instead` has one for it.
pub fn closed(text: &str, instead: impl Fn(Fold) -> Option<String>) -> String {
    let mut kept = String::new();
    for piece in sections(text).into_iter().flatten() {
        let Some(fold) = piece.fold else {
            kept.extend(piece.lines.into_iter().flat_map(|line| [line, "\n"]));
            continue;
        };
        if let Some(instead) = instead(fold) {
            let first = piece.lines[0];
            let indent = &first[..first.len() - first.trim_start().len()];
            kept.push_str(&format!("{indent}{instead}\n"));
        }
    }
    kept
}

/// The parts that hold something back for this reason, without the other folds; of a note for the instructor only the note.
pub fn open(text: &str, fold: Fold) -> String {
    let whole = |piece: &Piece<'_>| piece.fold == Some(fold) || piece.fold.is_none() && fold != Fold::Instructor;
    let parts = sections(text).into_iter().filter(|section| has(section, fold));
    let lines = parts.flatten().filter(whole).flat_map(|piece| piece.lines);
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn has(section: &Section<'_>, fold: Fold) -> bool {
    section.iter().any(|piece| piece.fold == Some(fold))
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = vec![Vec::new()];
    let (mut code, mut mob, mut inside) = (false, false, None);
    for line in text.lines() {
        code ^= line.trim_start().starts_with("```");
        if !code && inside.is_none() && line.starts_with("## ") {
            mob = line.to_lowercase().contains("mob's half");
            sections.push(Vec::new());
        }
        let starts = !code && line.contains("<details>");
        if starts {
            inside = Some(match line.to_lowercase() {
                line if line.contains("for the instructor") => Fold::Instructor,
                _ if mob => Fold::Mob,
                _ => Fold::Answer,
            });
        }
        let section = sections.last_mut().expect("there is always one");
        match section.last_mut().filter(|piece| piece.fold == inside && !starts) {
            Some(piece) => piece.lines.push(line),
            None => section.push(Piece { fold: inside, lines: vec![line] }),
        }
        if !code && line.contains("</details>") {
            inside = None;
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# D\n\nWhy.\n\n## Questions\n\n1. Who?\n\n   <details><summary>Answer</summary>\n\n   Me.\n\n   </details>\n\n\
        ## The mob's half\n\nTry.\n\n<details><summary>Where it leads</summary>\n\nHere.\n\n</details>\n\n## Sources\n";
    const LECTURE: &str = "# L\n\n## Questions\n\n1. Who?\n\n   <details><summary>Answer</summary>\n\n   Me.\n\n   </details>\n\n\
        <details><summary>For the instructor</summary>\n\n**Ask** it.\n\n</details>\n";

    #[test]
    fn a_closed_text_has_no_answer_and_an_open_one_only_answers() {
        let closed = closed(TEXT, |fold| Some(if fold == Fold::Mob { "(a lead)" } else { "(an answer)" }.to_string()));
        assert_eq!(
            closed,
            "# D\n\nWhy.\n\n## Questions\n\n1. Who?\n\n   (an answer)\n\n## The mob's half\n\nTry.\n\n(a lead)\n\n## Sources\n"
        );
        let answers = open(TEXT, Fold::Answer);
        assert!(
            answers.starts_with("## Questions") && answers.contains("Me.") && !answers.contains("Try"),
            "{answers}"
        );
        let mob = open(TEXT, Fold::Mob);
        assert!(mob.starts_with("## The mob's half") && mob.contains("Here.") && !mob.contains("Sources"), "{mob}");
        assert!(holds(TEXT, Fold::Answer) && holds(TEXT, Fold::Mob) && !holds(TEXT, Fold::Instructor));
        assert!(!holds("# D\n\n## The mob's half\n", Fold::Mob));
    }

    #[test]
    fn the_instructors_note_is_no_answer() {
        let closed = closed(LECTURE, |fold| (fold == Fold::Answer).then(|| "(an answer)".to_string()));
        assert_eq!(closed.trim(), "# L\n\n## Questions\n\n1. Who?\n\n   (an answer)");
        let answers = open(LECTURE, Fold::Answer);
        assert!(answers.contains("Who?") && answers.contains("Me.") && !answers.contains("Ask"), "{answers}");
        let note = open(LECTURE, Fold::Instructor);
        assert!(note.starts_with("<details>") && note.contains("Ask") && !note.contains("Who?"), "{note}");
        let code = "```text\n<details>\n```\n";
        assert!(!holds(code, Fold::Answer));
    }
}
