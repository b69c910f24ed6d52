//! `doctor`: whether this machine is ready, and for what is missing the command that cures it.

pub mod probes;

use clap::{ArgMatches, Command};

use super::{Context, Verb};
use crate::exit::Exit;
use crate::markdown;
use crate::terminal::Paint;

/// The verb.
pub const VERB: Verb = Verb { name: "doctor", about: "Whether this machine is ready", arguments, run };

fn arguments(command: Command) -> Command {
    command
}

/// What was found of one thing.
pub struct Finding {
    /// The thing.
    pub name: &'static str,
    /// How it is.
    pub health: Health,
    /// What was seen.
    pub seen: String,
}

/// How a thing is.
pub enum Health {
    /// As it has to be.
    Well,
    /// Not needed, or not as good as it may be; what would make it better.
    Lacking(String),
    /// Needed; what cures it.
    Ill(String),
}

fn run(context: &Context, _matches: &ArgMatches) -> anyhow::Result<Exit> {
    let terminal = &context.terminal;
    let mut first_cure = None;
    for probe in probes::ALL {
        let finding = probe(context)?;
        show(context, &finding);
        if let Health::Ill(cure) = finding.health {
            first_cure = first_cure.or(Some(cure));
        }
    }
    terminal.line("");
    Ok(match first_cure {
        None => {
            terminal.sentence("This machine is ready.\nNext: cargo xtask next");
            Exit::Done
        }
        Some(cure) => {
            terminal.sentence(format!("Next: {cure}"));
            Exit::NotReady
        }
    })
}

/// One thing in a line, and its cure in another.
pub fn show(context: &Context, Finding { name, health, seen }: &Finding) {
    let terminal = &context.terminal;
    let (paint, word, cure) = match health {
        Health::Well => (Paint::Good, "ok", None),
        Health::Lacking(cure) => (Paint::Strong, "note", Some(cure)),
        Health::Ill(cure) => (Paint::Bad, "MISSING", Some(cure)),
    };
    let seen = markdown::verbatim(seen, terminal, &" ".repeat(27), &" ".repeat(27));
    let word = terminal.paint(paint, &format!("{word:<7}"));
    terminal.line(format!("  {word}  {name:<14}  {}", seen.trim_start()));
    if let Some(cure) = cure {
        terminal.line(markdown::verbatim(&format!("cure: {cure}"), terminal, &" ".repeat(27), &" ".repeat(29)));
    }
}
