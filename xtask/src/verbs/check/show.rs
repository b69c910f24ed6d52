//! The form of a check for people.

use lab::report::{Report, grouped};

use super::{Checked, Context, Errors};
use crate::catalog::{Catalog, Entry, Exercise, Found, Half};
use crate::ladder::{Outcome, Step};
use crate::markdown;
use crate::progress::State;
use crate::terminal::{Paint, complain};

/// What to do where all have passed.
const COMPARE: &str = "cargo xtask compare, what each technique survives and what it costs";

/// Which exercise is checked.
pub fn head(context: &Context, entry: &Entry, half: Half) {
    let terminal = &context.terminal;
    let title = match half {
        Half::Alone => format!("{}  (module {}, {} min)", entry.title, entry.module, entry.minutes),
        Half::Mob => format!("{}, the mob's half", entry.title),
    };
    terminal.line(format!("{}: {title}\n", terminal.paint(Paint::Strong, &entry.name())));
}

/// One step of the ladder: how it ended, or that it was not run.
pub fn rung(context: &Context, test: &str, step: Option<&Step>) {
    let terminal = &context.terminal;
    let (paint, mark, word) = match step.map(|step| &step.outcome) {
        Some(Outcome::Green) => (Paint::Good, terminal.glyph("✓", "+"), "green"),
        Some(_) => (Paint::Bad, terminal.glyph("✗", "x"), "RED"),
        None => (Paint::Faint, terminal.glyph("·", "."), "not run yet"),
    };
    terminal.line(format!("  {}  {test}", terminal.paint(paint, &format!("{mark} {word:<11}"))));
}

/// What cargo said, on standard error as cargo itself does.
pub fn errors(checked: &Checked<'_>) {
    if let Some(errors) = &checked.errors {
        complain(errors.text.trim_end());
    }
}

/// Everything after the ladder's lines, down to the next step.
pub fn verdict(context: &Context, exercise: &Exercise, checked: &Checked<'_>) {
    if let Some(errors) = &checked.errors {
        return not_compiled(context, exercise, checked, errors);
    }
    let terminal = &context.terminal;
    for rung in &exercise.rungs(checked.half)[checked.steps.len()..] {
        self::rung(context, &rung.test, None);
    }
    terminal.line("");
    match checked.first_red() {
        Some(step) => red(context, exercise, checked, step),
        None => passed(context, checked),
    }
}

fn not_compiled(context: &Context, exercise: &Exercise, checked: &Checked<'_>, errors: &Errors) {
    // The empty line goes where the errors go: each of the two streams reads well alone.
    complain(format!("{}\n", context.terminal.for_stderr(errors.text.trim_end())));
    let source = context.workspace.shown(&exercise.source());
    let again = if context.watched { "save".to_string() } else { again(checked) };
    context.terminal.sentence("It does not compile, so nothing was run.");
    context.terminal.sentence(if errors.tests_only {
        format!("Next: give {source} the names and signatures back that its tests use, then {again}")
    } else {
        format!("Next: mend what the compiler says, then {again}")
    });
}

fn red(context: &Context, exercise: &Exercise, checked: &Checked<'_>, step: &Step) {
    let terminal = &context.terminal;
    terminal.about(&exercise.folder);
    let source = context.workspace.shown(&exercise.source());
    if let Some(report) = step.told() {
        terminal.line(lab::draw::terminal(report, terminal.style).trim_end());
        terminal.line("");
    }
    if let Some(words) = words(&step.outcome) {
        terminal.sentence(format!("{} {words}", step.test));
        if !step.output.is_empty() && !matches!(step.outcome, Outcome::TimeLimit(_) | Outcome::Unknown) {
            terminal.line(format!("\n{}\n", indented(&step.output)));
        }
    }
    if checked.warnings > 0 {
        let package = &exercise.package;
        terminal.sentence(format!("The compiler gave warnings ({}): cargo check -p {package}", checked.warnings));
    }
    let (again, number) = (again(checked), checked.entry.argument());
    let has_run = step.report.as_ref().is_some_and(|report| report.story.is_some());
    let mut help = vec![format!("in words: explain {number}")];
    if has_run && exercise.not_played.is_none() {
        help.push(format!("your own run: play {number}{}", checked.half.flag()));
    }
    // The hints are about the half that is done alone.
    if checked.half == Half::Alone {
        help.push(format!("stuck: hint {number}"));
    }
    terminal.line(terminal.paint(Paint::Faint, &format!("({})", help.join("; "))));
    if let Some(page) = checked.page.as_ref().filter(|_| has_run) {
        let page = format!("(to step through: {})", context.workspace.shown(page));
        terminal.line(terminal.paint(Paint::Faint, &page));
    }
    terminal.sentence(format!("Next: {}", context.edit_then(&source, &again)));
}

fn again(checked: &Checked<'_>) -> String {
    format!("cargo xtask check {}{}", checked.entry.argument(), checked.half.flag())
}

/// How a test ended, where no story tells it.
pub fn words(outcome: &Outcome) -> Option<String> {
    Some(match outcome {
        Outcome::Green | Outcome::Broken => return None,
        Outcome::Unknown => "has no verdict: a limit was reached before the end, and that is no pass.".to_string(),
        Outcome::Failed => "failed. It said:".to_string(),
        Outcome::Died(signal) => format!("ended its process by {signal}, without a report. It said:"),
        Outcome::StackOverflow => "ended its process: the stack overflowed, as by a call without an end.".to_string(),
        Outcome::TimeLimit(seconds) => {
            format!("did not end within {seconds} s and was ended: look for a loop that does not end.")
        }
        Outcome::Unreadable(why) => format!("left a report that cannot be read: {why}."),
    })
}

fn indented(text: &str) -> String {
    const MOST_LINES: usize = 24;
    let lines: Vec<&str> = text.lines().collect();
    let mut shown: Vec<String> = lines.iter().take(MOST_LINES).map(|line| format!("    {line}")).collect();
    if lines.len() > MOST_LINES {
        shown.push(format!("    [{} more lines: cargo test shows them]", lines.len() - MOST_LINES));
    }
    shown.join("\n")
}

fn passed(context: &Context, checked: &Checked<'_>) {
    let terminal = &context.terminal;
    let passed = terminal.paint(Paint::Good, "PASSED");
    terminal.line(format!("{passed}  {}{}", checked.entry.name(), checked.half.words()));
    let reports = || checked.steps.iter().filter_map(|step| step.report.as_ref());
    if let Some(line) = searched(reports()) {
        terminal.line(line);
    }
    for note in reports().flat_map(|report| &report.notes) {
        crate::markdown::wrap(note, terminal.text_columns(), "", "  ").iter().for_each(|line| terminal.line(line));
    }
    if let Some(cost) = reports().filter_map(|report| report.cost.as_ref()).next_back() {
        let (trips, conflicts, bytes) = (cost.round_trips, cost.conflicts, cost.bytes_kept);
        terminal.sentence(format!(
            "Without faults, the last test's whole run costs {trips} round trips (acknowledgements counted), {conflicts} \
             conflicts, {} bytes kept.",
            grouped(bytes)
        ));
    }
    terminal.sentence(format!("Next: {}", after(context, checked.entry, checked.half)));
}

fn searched<'a>(reports: impl Iterator<Item = &'a Report>) -> Option<String> {
    let efforts: Vec<_> = reports
        .filter(|report| report.verdict == lab::report::Verdict::Holds)
        .map(|report| (report.effort.executions, report.effort.states))
        .collect();
    let (executions, states) = efforts.iter().fold((0, 0), |sum, effort| (sum.0 + effort.0, sum.1 + effort.1));
    let count = efforts.len();
    let searches = if count == 1 { "One search".to_string() } else { format!("{count} searches") };
    let counted = [(executions, "executions"), (states, "states")].into_iter().filter(|(number, _)| *number > 0);
    let counted: Vec<String> = counted.map(|(number, what)| format!("{} {what}", grouped(number))).collect();
    let colon = if counted.is_empty() { "" } else { ": " };
    (count > 0).then(|| format!("{searches} went to the end{colon}{}.", counted.join(", ")))
}

fn after(context: &Context, entry: &Entry, half: Half) -> String {
    match context.workspace.solution(&entry.id).join("README.md").is_file() {
        true => format!("cargo xtask debrief {}{}, then cargo xtask next", entry.argument(), half.flag()),
        false => "cargo xtask next".to_string(),
    }
}

/// One line of `check all`.
pub fn summary(context: &Context, checked: &Checked<'_>) {
    let terminal = &context.terminal;
    let name = checked.entry.name();
    let (paint, word, detail) = match (&checked.errors, checked.first_red()) {
        (Some(_), _) => (Paint::Bad, "does not compile", String::new()),
        (None, Some(step)) => (Paint::Bad, "failed", format!("red: {}", step.test)),
        (None, None) => (Paint::Good, "passed", format!("{} tests green", checked.steps.len())),
    };
    line(context, &name, &terminal.paint(paint, &format!("{word:<6}")), &detail);
}

/// The line of an exercise that could not be checked.
pub fn not_checked(context: &Context, entry: &Entry) {
    let word = context.terminal.paint(Paint::Bad, "not checked");
    line(context, &entry.name(), &word, "see the error");
}

fn line(context: &Context, name: &str, word: &str, detail: &str) {
    context.terminal.line(format!("{name:<21}  {word}  {detail}").trim_end());
}

/// That nothing is left to pass, and what there still is.
pub fn all_passed(context: &Context, catalog: &Catalog) {
    let there = catalog.entries.iter().filter(|entry| entry.is_there()).count();
    let terminal = &context.terminal;
    terminal.sentence(format!("All {there} exercises that are there have passed."));
    mobs_halves(context, catalog);
    terminal.sentence(format!("\nNext: {COMPARE}"));
}

/// The end of `check all`: how many pass, and the step to the first that is not done, else to the first that fails now.
pub fn all(context: &Context, catalog: &Catalog, half: Half, results: &[(&Entry, bool)]) {
    let what = if half == Half::Mob { "mob's halves" } else { "exercises" };
    let passed = results.iter().filter(|(_, passed)| *passed).count();
    context.terminal.line(format!("\n{passed} of {} {what} pass.", results.len()));
    if half == Half::Alone {
        mobs_halves(context, catalog);
    }
    let check = |entry: &Entry, half: Half| format!("cargo xtask check {}{}", entry.argument(), half.flag());
    let red = results.iter().find(|(_, passed)| !passed).map(|(entry, _)| check(entry, half));
    let open = super::first_not_done(catalog, &context.progress()).map(|entry| check(entry, Half::Alone));
    let next = if half == Half::Mob { red.or(open) } else { open.or(red) };
    context.terminal.sentence(format!("\nNext: {}", next.as_deref().unwrap_or(COMPARE)));
}

/// Which of them are not yet done.
fn mobs_halves(context: &Context, catalog: &Catalog) {
    let progress = context.progress();
    let has_mob = |entry: &&Entry| matches!(&entry.found, Found::Exercise(exercise) if !exercise.mob.is_empty());
    let open: Vec<String> = catalog
        .entries
        .iter()
        .filter(|entry| progress.of(&entry.id) == State::Passed && !progress.done(&entry.id).mob_passed)
        .filter(has_mob)
        .map(Entry::argument)
        .collect();
    if !open.is_empty() {
        let example = &open[0];
        let list = format!("Mob's halves not yet done: {} (cargo xtask check {example} --mob).", open.join(", "));
        context.terminal.line(format!("\n{}", markdown::verbatim(&list, &context.terminal, "", "")));
    }
}
