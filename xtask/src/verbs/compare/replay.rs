//! A run of the comparison, step by step.

use anyhow::Context as _;
use lab::report::{Replay, ReplayOutcome};

use super::NAME;
use crate::exit::{Exit, Stop};
use crate::verbs::Context;
use crate::verbs::replay::draw;

/// Shows the run with this id.
///
/// # Errors
/// A [`Stop`] where there is none.
pub fn replay(context: &Context, id: Option<&String>) -> anyhow::Result<Exit> {
    let wrong = |what: String| Stop::new(Exit::WrongUse, what, "cargo xtask compare, which shows the ids");
    let Some(id) = id else {
        return Err(wrong("which run of the comparison? Its id is missing".to_string()).into());
    };
    let text = super::ask(&context.workspace, &["--replay", id])?;
    let replay: Replay = serde_json::from_str(&text).context("solutions/compare says what this runner cannot read")?;
    let terminal = &context.terminal;
    match &replay.outcome {
        ReplayOutcome::Malformed { what } => return Err(wrong(format!("`{id}` is {what}")).into()),
        ReplayOutcome::OtherScenario => {
            let what =
                format!("`{id}` is the id of no scenario of {NAME}\nit is of an exercise, or a scenario has changed");
            return Err(wrong(what).into());
        }
        ReplayOutcome::Broken | ReplayOutcome::NotBroken => draw::steps(terminal, &replay),
    }
    for missing in &replay.missing {
        terminal.line(draw::wrap(terminal, "", missing));
    }
    let said = match (&replay.report.rule, &replay.report.reason) {
        (Some(rule), Some(reason)) => format!("It breaks the rule \"{rule}\": {reason}."),
        _ => "This run breaks no rule.".to_string(),
    };
    terminal.line(draw::wrap(terminal, "", &said));
    terminal.line("Next: cargo xtask compare, for all techniques side by side");
    Ok(Exit::Done)
}
