//! What is shown on demand: rules, faults, commands, where the processes stand.

use lab::report::Play;

use super::words;
use crate::markdown;
use crate::terminal::{Paint, Terminal};

fn wrapped(terminal: &Terminal, first: &str, text: &str) -> Vec<String> {
    let rest = " ".repeat(first.chars().count());
    markdown::verbatim(text, terminal, first, &rest).lines().map(str::to_string).collect()
}

/// What must be true.
pub fn rules(terminal: &Terminal, play: &Play) -> Vec<String> {
    let mut lines = vec![terminal.paint(Paint::Strong, "What must be true")];
    play.rules.iter().for_each(|rule| lines.extend(wrapped(terminal, "  - ", rule)));
    lines
}

/// What may go wrong, and what cannot now.
fn faults(terminal: &Terminal, play: &Play) -> Vec<String> {
    let mut lines = vec![terminal.paint(Paint::Strong, "What may go wrong")];
    let there = || play.faults.iter().filter(|fault| fault.most > 0);
    for fault in there() {
        let left = match &fault.why_not {
            Some(why) => format!("not now: {why}"),
            None => format!("{} of {} left", fault.most - fault.used, fault.most),
        };
        lines.extend(wrapped(terminal, "  - ", &format!("{}: {} ({left})", fault.word, fault.meaning)));
    }
    let none: Vec<&str> = play.faults.iter().filter(|fault| fault.most == 0).map(|fault| fault.word.as_str()).collect();
    if there().next().is_none() {
        lines.push("  nothing: only the order of steps is yours".to_string());
    } else if !none.is_empty() {
        lines.extend(wrapped(terminal, "  ", &format!("Not in this scenario: {}.", none.join(", "))));
    }
    lines.extend(wrapped(terminal, "  ", &format!("Now: {}.", words::may_fail(play))));
    lines
}

/// Where the processes stand.
pub fn places(terminal: &Terminal, play: &Play) -> Vec<String> {
    let mut lines = vec![terminal.paint(Paint::Strong, "Where the processes stand")];
    play.processes.iter().for_each(|place| lines.extend(wrapped(terminal, "  - ", place)));
    lines
}

/// The commands, as they are typed and as keys.
const COMMANDS: [(&str, &str); 6] = [
    ("back, u", "takes the last step back"),
    ("story, s", "one step along the smallest run that breaks a rule"),
    ("rebuild, r", "the same steps with your code as it is now"),
    ("details, d", "the whole run, the whole state, where each process stands"),
    ("help, ?", "this"),
    ("quit, q", "ends, and tells what was reached"),
];

/// Rules, faults and commands.
pub fn help(terminal: &Terminal, play: &Play) -> Vec<String> {
    let mut lines = rules(terminal, play);
    lines.push(String::new());
    lines.extend(faults(terminal, play));
    lines.push(String::new());
    lines.push(terminal.paint(Paint::Strong, "Commands, beside the choices"));
    lines.extend(COMMANDS.iter().map(|(typed, what)| format!("  {typed:<12}  {what}")));
    lines
}

/// All that is known of this moment: the run, the state, the processes.
pub fn details(terminal: &Terminal, play: &Play) -> Vec<String> {
    let run = lab::draw::tail(&play.report, usize::MAX, terminal.style);
    let mut lines: Vec<String> = run.lines().map(str::to_string).collect();
    lines.extend([String::new(), terminal.paint(Paint::Strong, "What everything holds")]);
    for cell in play.state.iter().filter(|cell| cell.content.is_some()) {
        lines.extend(wrapped(terminal, "  ", &words::cell(cell)));
    }
    lines.push(String::new());
    lines.extend(places(terminal, play));
    lines
}
