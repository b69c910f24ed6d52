//! The debrief in parts, so that an answer does not stand right below its question.

/// A part of the debrief, from a heading of the second level to the next.
struct Section<'a> {
    lines: Vec<&'a str>,
    folds: bool,
    mob: bool,
}

/// What a debrief holds back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Answers to its questions.
    pub answers: bool,
    /// Where the mob's half leads.
    pub mob: bool,
}

/// What this debrief holds back.
pub fn held(text: &str) -> Held {
    let sections = sections(text);
    let any = |mob| sections.iter().any(|section| section.folds && section.mob == mob);
    Held { answers: any(false), mob: any(true) }
}

/// The whole text, with a line in place of each folded answer: `answers`, or `mob` within the mob's half.
pub fn closed(text: &str, answers: &str, mob: &str) -> String {
    let mut kept = String::new();
    for section in sections(text) {
        let mut inside = false;
        for line in section.lines {
            let starts = line.contains("<details>");
            if starts {
                let indent = &line[..line.len() - line.trim_start().len()];
                kept.push_str(&format!("{indent}{}\n", if section.mob { mob } else { answers }));
            }
            inside |= starts;
            if !inside {
                kept.push_str(line);
                kept.push('\n');
            }
            inside &= !line.contains("</details>");
        }
    }
    kept
}

/// The parts that have answers, of the mob's half or of all the rest.
pub fn open(text: &str, mob: bool) -> String {
    let parts = sections(text).into_iter().filter(|section| section.folds && section.mob == mob);
    parts.flat_map(|section| section.lines).flat_map(|line| [line, "\n"]).collect()
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = vec![Section { lines: Vec::new(), folds: false, mob: false }];
    let mut code = false;
    for line in text.lines() {
        code ^= line.trim_start().starts_with("```");
        if !code && line.starts_with("## ") {
            let mob = line.to_lowercase().contains("mob's half");
            sections.push(Section { lines: Vec::new(), folds: false, mob });
        }
        let last = sections.last_mut().expect("there is always one");
        last.folds |= line.contains("<details>");
        last.lines.push(line);
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# D\n\nWhy.\n\n## Questions\n\n1. Who?\n\n   <details><summary>Answer</summary>\n\n   Me.\n\n   </details>\n\n\
        ## The mob's half\n\nTry.\n\n<details><summary>Where it leads</summary>\n\nHere.\n\n</details>\n\n## Sources\n";

    #[test]
    fn a_closed_text_has_no_answer_and_an_open_one_only_answers() {
        let closed = closed(TEXT, "(an answer)", "(a lead)");
        assert_eq!(
            closed,
            "# D\n\nWhy.\n\n## Questions\n\n1. Who?\n\n   (an answer)\n\n## The mob's half\n\nTry.\n\n(a lead)\n\n## Sources\n"
        );
        let answers = open(TEXT, false);
        assert!(
            answers.starts_with("## Questions") && answers.contains("Me.") && !answers.contains("Try"),
            "{answers}"
        );
        let mob = open(TEXT, true);
        assert!(mob.starts_with("## The mob's half") && mob.contains("Here.") && !mob.contains("Sources"), "{mob}");
        assert_eq!(held(TEXT), Held { answers: true, mob: true });
        assert_eq!(held("# D\n\n## The mob's half\n"), Held { answers: false, mob: false });
    }
}
