//! `explain`: the last failure in plain words, and whether it looks like a wrong turn that others have taken.

mod alike;
pub mod functions;
mod known;

use clap::{ArgMatches, Command};
use lab::report::Least;

use super::{Context, Verb, pick};
use crate::catalog::{Catalog, Entry};
use crate::exit::{Exit, Stop};
use crate::markdown::{self, Links};
use crate::progress::{FAILED, Failure, LastFailure, MOB_FAILED};
use crate::terminal::Paint;

use known::Idea;

/// The verb.
pub const VERB: Verb = Verb { name: "explain", about: "The last failure in plain words", arguments, run };

fn arguments(command: Command) -> Command {
    command.arg(pick::argument().help("2, 02, a name, or a part of it [default: the last that failed]"))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let catalog = Catalog::read(&context.workspace)?;
    let (entry, exercise) = pick::pick(context, &catalog, matches, &[FAILED, MOB_FAILED])?;
    let last = last(context, entry)?;
    let number = entry.argument();
    tell(context, entry, &last);
    let again = format!("cargo xtask check {number}{}", last.half.flag());
    let has_changed = last.failure.source.is_some() && last.failure.source != exercise.mark();
    if has_changed {
        say(context, "Your file has changed since, so it may fail in another way now.");
    } else {
        let known = known::find(context, entry, exercise, &last.failure)?;
        if known.as_shipped {
            say(context, "Your file is as shipped: this is the fault to mend.");
        } else {
            ideas(context, &known.ideas);
        }
    }
    context.terminal.line(match &last.failure.replay {
        Some(_) if !has_changed || last.passed_since => format!("Next: cargo xtask replay {number}"),
        _ => format!("Next: {again}"),
    });
    Ok(Exit::Done)
}

/// The last failure on record.
///
/// # Errors
/// A [`Stop`] with [`Exit::WrongUse`] where there is none.
pub fn last(context: &Context, entry: &Entry) -> Result<LastFailure, Stop> {
    let last = context.progress().done(&entry.id).last_failure;
    last.ok_or_else(|| {
        let what = format!("no failed check of {} is on record", entry.name());
        Stop::new(Exit::WrongUse, what, format!("cargo xtask check {}", entry.argument()))
    })
}

fn tell(context: &Context, entry: &Entry, last: &LastFailure) {
    let terminal = &context.terminal;
    let half = last.half.words();
    terminal.line(terminal.paint(Paint::Strong, &format!("{}{half}: what failed last", entry.name())));
    if last.passed_since {
        terminal.line("(it has passed since)");
    }
    terminal.line("");
    let failure = &last.failure;
    say(context, &format!("The test `{}`: {}", failure.test, sentence(failure)));
    if let Some(reason) = &failure.reason {
        say(context, &format!("Seen: {reason}."));
    }
    if failure.least == Least::Unsaid {
        failure.notes.iter().for_each(|note| say(context, note));
    } else if failure.outcome == "broken" && failure.replay.is_some() {
        say(context, &faults(&failure.faults, failure.least));
    }
}

/// What happened, without the words of the lab.
fn sentence(failure: &Failure) -> String {
    let rule = failure.rule.as_deref().unwrap_or("not said");
    match (failure.outcome.as_str(), failure.broke.as_deref()) {
        ("broken", Some("witness")) => format!(
            "some run must come to this, and none does: \"{rule}\". The code keeps all rules by doing too little: something \
             is refused, or never done, that has to be possible."
        ),
        ("broken", Some("guard")) if failure.least == Least::Unsaid => {
            format!("nothing could be judged, since this must be true first: \"{rule}\".")
        }
        ("broken", Some("guard")) => format!(
            "the lab had to stop and judged nothing, since this must be true of any code it runs: \"{rule}\". Mend that \
             first."
        ),
        // A judge that made or was given one run knows of no other.
        ("broken", _) if failure.least == Least::Unsaid => format!("this does not hold: \"{rule}\"."),
        ("broken", _) => {
            format!("among all the orders in which things can happen there is one that breaks the rule \"{rule}\".")
        }
        ("unknown", _) => "the search reached a limit before its end, so nothing is proved. A loop that waits for \
             something without an end makes more states than can be looked at."
            .to_string(),
        ("time-limit", _) => "it did not end in its time. Look for a loop that does not end.".to_string(),
        ("stack-overflow", _) => "a function calls itself without an end.".to_string(),
        ("died", _) => "its process died. That is no verdict on the rules.".to_string(),
        ("unreadable", _) => "its report could not be read; check again.".to_string(),
        _ => "it said no by itself, without a story; `check` shows what it said.".to_string(),
    }
}

fn faults(faults: &[String], least: Least) -> String {
    let ends = |fewer: &str| match least {
        Least::Faults => format!(" {fewer} the rule holds."),
        Least::Steps => " With fewer steps the rule holds.".to_string(),
        Least::Unsaid => String::new(),
    };
    match faults {
        [] => "It takes no fault at all: only the order in which things happen.".to_string(),
        [one] => format!("It takes one fault: {one}.{}", ends("Without a fault")),
        many => format!("It takes {} faults: {}.{}", many.len(), many.join("; "), ends("With fewer")),
    }
}

fn ideas(context: &Context, ideas: &[Idea]) {
    let terminal = &context.terminal;
    match ideas {
        [] => {}
        [one] => {
            terminal.line(terminal.paint(Paint::Strong, &format!("It looks like this idea: {}", one.title)));
            terminal.line("");
            say(context, &format!("Why it tempts: {}", one.tempts));
            say(context, &format!("What breaks it: {}", one.breaks));
        }
        many => {
            terminal.line(terminal.paint(Paint::Strong, "Ideas that fail just so, the most alike first:"));
            let list: Vec<String> =
                many.iter().map(|idea| format!("- {}. Why it tempts: {}", idea.title, idea.tempts)).collect();
            say(context, &format!("\n{}", list.join("\n")));
        }
    }
}

fn say(context: &Context, text: &str) {
    context.terminal.line(markdown::render(text, &context.terminal, &Links::default()));
    context.terminal.line("");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ruling_that_claims_no_minimality_says_nothing_of_orders_or_faults() {
        let failure = |broke: &str| Failure {
            outcome: "broken".to_string(),
            broke: Some(broke.to_string()),
            rule: Some("each step is possible".to_string()),
            least: Least::Unsaid,
            ..Failure::default()
        };
        assert_eq!(sentence(&failure("rule")), "this does not hold: \"each step is possible\".");
        assert!(!sentence(&failure("guard")).contains("the lab"));
        let found = Failure { least: Least::Faults, ..failure("rule") };
        assert!(sentence(&found).contains("among all the orders"));
    }
}
