//! One picture of the game: the end of the run, what everything holds, what may happen next, and the keys.

use lab::report::{Cell, Choice, Play};

use super::words;
use crate::markdown::{self, cut, width};
use crate::terminal::{Paint, Terminal};

/// What is shown.
pub struct View<'a> {
    /// The exercise, and what happens in the scenario.
    pub title: String,
    /// The test whose scenario it is.
    pub test: String,
    /// Where things stand.
    pub play: &'a Play,
    /// What can be chosen.
    pub choices: Vec<&'a Choice>,
    /// The choice that Enter takes.
    pub selected: usize,
    /// How many choices were made.
    pub made: usize,
    /// What came of the last key, where it is more than a step.
    pub said: Option<&'a str>,
    /// How little the smallest break needs, once a rule is broken.
    pub little: Option<&'a str>,
}

/// Keys that choose, in their order: none of them does anything else.
const KEYS: &str = "123456789abcefghijklmnoptvwxyz";

/// The choice that a key takes.
pub fn choice_of(key: char) -> Option<usize> {
    KEYS.chars().position(|known| known == key)
}

/// Of all lines that can be shared out, at most so many parts of five are for the choices.
const CHOICES: usize = 2;
/// The state has at most so many lines.
const MOST_STATE: usize = 5;

/// The lines of the picture: at most `rows`, none wider than the terminal.
pub fn draw(view: &View<'_>, terminal: &Terminal, rows: usize) -> Vec<String> {
    let said = view.said.map(|said| wrapped(terminal, said)).unwrap_or_default();
    let room = rows.saturating_sub(4 + said.len());
    let below = below(view, terminal, room * CHOICES / 5);
    let state = state(view.play, terminal, MOST_STATE.min(room * 3 / 10).max(1));
    let left = room.saturating_sub(below.len() + state.len());
    let mut lines = vec![top(view, terminal)];
    let above = above(view, terminal, left);
    let blank = left.saturating_sub(above.len());
    lines.extend(above);
    lines.extend(std::iter::repeat_n(String::new(), blank));
    lines.push(heading(terminal, "What everything holds"));
    lines.extend(state);
    lines.push(heading(terminal, &what_next(view, terminal.style.columns.saturating_sub(6))));
    lines.extend(below);
    lines.extend(said);
    lines.push(terminal.paint(Paint::Faint, &cut(keys(view), terminal.style.columns, terminal)));
    lines
}

fn wrapped(terminal: &Terminal, text: &str) -> Vec<String> {
    markdown::verbatim(text, terminal, "", "  ").lines().map(str::to_string).collect()
}

fn top(view: &View<'_>, terminal: &Terminal) -> String {
    let step = if view.made == 0 { "at the start".to_string() } else { format!("after step {}", view.made) };
    let room = terminal.style.columns.saturating_sub(width(&step) + 2);
    let title = cut(&view.title, room, terminal);
    let gap = " ".repeat(room + 2 - width(&title));
    format!("{}{gap}{step}", terminal.paint(Paint::Strong, &title))
}

fn heading(terminal: &Terminal, text: &str) -> String {
    let text = cut(text, terminal.style.columns.saturating_sub(6), terminal);
    let line = terminal.glyph("─", "-");
    let rest = terminal.style.columns.saturating_sub(width(&text) + 4);
    terminal.paint(Paint::Faint, &format!("{line}{line} {text} {}", line.repeat(rest)))
}

/// The run up to here; before its first step, what must be true.
fn above(view: &View<'_>, terminal: &Terminal, most: usize) -> Vec<String> {
    if view.made > 0 {
        let shown = lab::draw::tail(&view.play.report, most, terminal.style);
        return shown.lines().take(most).map(str::to_string).collect();
    }
    let mut lines = vec![String::new()];
    lines.extend(super::pages::rules(terminal, view.play));
    lines.push(String::new());
    let text = "You choose what happens next, with your code as it is now. Can you break a rule?";
    lines.extend(wrapped(terminal, text));
    lines.push(terminal.paint(Paint::Faint, &cut(&view.test, terminal.style.columns, terminal)));
    lines.truncate(most);
    lines
}

/// What was changed is shown in any case, the rest as far as it fits.
fn state(play: &Play, terminal: &Terminal, most: usize) -> Vec<String> {
    let shown: Vec<&Cell> = play.state.iter().filter(|cell| cell.changed || cell.content.is_some()).collect();
    let fits = shown.len() <= most;
    let changed = shown.iter().filter(|cell| cell.changed).count();
    let mut others = if fits { most } else { (most - 1).saturating_sub(changed) };
    let kept = shown.iter().filter(|cell| {
        let other = !cell.changed && others > 0;
        others -= usize::from(other);
        cell.changed || other
    });
    let kept: Vec<_> = kept.take(if fits { most } else { most - 1 }).collect();
    let mut lines: Vec<String> = kept.iter().map(|cell| cell_line(cell, terminal)).collect();
    if shown.is_empty() {
        lines.push("  nothing".to_string());
    }
    if !fits {
        lines.push(terminal.paint(Paint::Faint, &format!("  and {} more: d", shown.len() - kept.len())));
    }
    lines
}

fn cell_line(cell: &Cell, terminal: &Terminal) -> String {
    let mark = if cell.changed { "*" } else { " " };
    let line = cut(&format!("{mark} {}", words::cell(cell)), terminal.style.columns, terminal);
    if cell.changed { terminal.paint(Paint::Strong, &line) } else { line }
}

fn what_next(view: &View<'_>, columns: usize) -> String {
    if view.little.is_some() || view.play.report.rule.is_some() {
        return "A rule is broken".to_string();
    }
    let ask = |what: &str| format!("What happens next? {}", capital(what));
    let whole = ask(&words::may_fail(view.play));
    if width(&whole) <= columns {
        return whole;
    }
    let kinds = view.play.faults.iter().filter(|kind| kind.most > kind.used).count();
    ask(&format!("may still fail: {} of {kinds} kinds", words::count(view.play.faults_left as usize, "thing")))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

/// The choices, or what is broken.
fn below(view: &View<'_>, terminal: &Terminal, most: usize) -> Vec<String> {
    let report = &view.play.report;
    if let Some(rule) = &report.rule {
        let mut lines: Vec<String> =
            wrapped(terminal, &format!("BROKEN: {rule}")).iter().map(|line| terminal.paint(Paint::Bad, line)).collect();
        lines.extend(report.reason.iter().flat_map(|reason| wrapped(terminal, &format!("{}.", capital(reason)))));
        lines.extend(wrapped(terminal, view.little.unwrap_or("Looking for the smallest break ...")));
        return lines;
    }
    let mut lines = Vec::new();
    if view.play.quiet {
        lines.extend(wrapped(terminal, words::QUIET));
    }
    let most = most.saturating_sub(lines.len()).max(1);
    let first = view.selected.saturating_sub(most.saturating_sub(1)).min(view.choices.len().saturating_sub(most));
    let hidden = view.choices.len().saturating_sub(first + most);
    let names = view.choices.iter().map(|choice| width(&choice.from)).max().unwrap_or(0).min(16);
    for (at, choice) in view.choices.iter().enumerate().skip(first).take(most) {
        let more = if at + 1 == first + most && hidden > 0 {
            format!("{} {hidden} more", terminal.glyph("↓", "v"))
        } else if at == first && first > 0 {
            format!("{} {first} more", terminal.glyph("↑", "^"))
        } else {
            words::place(choice)
        };
        lines.push(choice_line(choice, at, at == view.selected, (names, &more), terminal));
    }
    lines
}

fn choice_line(choice: &Choice, at: usize, selected: bool, (names, end): (usize, &str), terminal: &Terminal) -> String {
    let mark = if selected { terminal.glyph("▶", ">") } else { " " };
    let key = KEYS.chars().nth(at).unwrap_or(' ');
    let from = cut(&choice.from, names, terminal);
    let gap = " ".repeat(names - width(&from));
    let first = format!("{mark} {key}  {from}{gap}  ");
    let text = words::what(choice);
    let left = terminal.style.columns.saturating_sub(width(&first) + 2);
    // What happens is worth more than where.
    let fits = width(&text) + width(end) <= left;
    let end = if fits || end != words::place(choice) { end } else { "" };
    let room = left.saturating_sub(width(end));
    let text = cut(&text, room, terminal);
    let gap = " ".repeat(room + 2 - width(&text));
    let text = match (&choice.fault, selected) {
        (Some(_), _) => terminal.paint(Paint::Bad, &text),
        (None, true) => terminal.paint(Paint::Strong, &text),
        (None, false) => text,
    };
    format!("{first}{text}{gap}{}", terminal.paint(Paint::Faint, end))
}

fn keys(view: &View<'_>) -> &'static str {
    match (view.choices.is_empty(), view.play.graded) {
        (true, _) => "u back   r again with your code as it is now   d details   ? help   q end",
        (false, true) => "Enter or its key takes a step   u back   d details   ? help   q end",
        (false, false) => "Enter or its key takes a step   u back   s story   d details   ? help   q end",
    }
}

#[cfg(test)]
mod tests {
    use lab::report::PlayRequest;
    use lab::{Failure, Fault, Id, Message, Scenario, Store, consumer};
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Payment {
        id: String,
        words: String,
    }

    impl Message for Payment {
        fn id(&self) -> Id {
            Id::new(&self.id)
        }
    }

    async fn book(totals: &Store<String>, payment: Payment) -> Result<(), Failure> {
        totals.put(&payment.id(), &payment.words).await.map(drop)
    }

    /// Many messages with long bodies, and all that may go wrong.
    fn desk() -> Scenario {
        let payment = |id: &str| Payment { id: id.to_string(), words: "wörter ohne ende ".repeat(12) };
        let desk = consumer(|world| world.store("totals"), book);
        let scenario = Scenario::new("a title that is longer than a line of a terminal ".repeat(3))
            .consumer("a desk with a long name", "payments", 2, desk)
            .always("a rule with a sentence that does not fit into one line of a terminal as it is", |_| Ok(()));
        let scenario = ["pay-1", "pay-2", "pay-3", "pay-4"].iter().fold(scenario, |scenario, id| {
            let scenario = scenario.given_message("payments", &payment(id));
            scenario.given("totals", &Id::new(format!("old-{id}")), &payment(id).words)
        });
        Fault::ALL.into_iter().fold(scenario, |scenario, fault| scenario.faults(fault, 2))
    }

    #[test]
    fn no_picture_is_larger_than_the_terminal() {
        let (desk, mut steps) = (desk(), Vec::new());
        for at in 0..24 {
            let play = desk.offer(&PlayRequest { steps, ..PlayRequest::default() });
            let choices: Vec<&Choice> = play.choices.iter().collect();
            for (columns, rows, unicode) in [(80, 24, true), (60, 16, true), (100, 50, true), (80, 24, false)] {
                let mut terminal = Terminal::plain();
                (terminal.style.columns, terminal.style.unicode) = (columns, unicode);
                let view = View {
                    title: play.report.title.clone(),
                    test: "a_test".to_string(),
                    play: &play,
                    selected: at.min(choices.len() - 1),
                    choices: choices.clone(),
                    made: play.steps.len(),
                    said: (at % 2 == 1)
                        .then_some("something is said that takes more than one line, as a reason may do"),
                    little: None,
                };
                let lines = draw(&view, &terminal, rows);
                assert_eq!(lines.len(), rows, "{lines:#?}");
                let wide = lines.iter().find(|line| width(line) > columns || (!unicode && !line.is_ascii()));
                assert_eq!(wide, None, "{columns} x {rows}");
                let mark = terminal.glyph("▶", ">");
                assert_eq!(lines.iter().filter(|line| line.starts_with(mark)).count(), 1, "{lines:#?}");
            }
            let next = play.choices[at * 7 % play.choices.len()].name.clone();
            steps = play.steps.iter().cloned().chain([next]).collect();
        }
    }

    #[test]
    fn each_choice_has_a_key_that_does_nothing_else() {
        assert!(["u", "s", "d", "r", "q", "?"].iter().all(|command| !KEYS.contains(command)));
        assert_eq!((choice_of('1'), choice_of('a'), choice_of('u')), (Some(0), Some(9), None));
    }
}
