//! `completions SHELL`: a script with which the shell completes `cargo xtask` and `cargo x`: verbs, options, exercises.
//!
//! What clap makes completes a program named `xtask`, which nobody calls. Each shell has its own way from there to `cargo xtask`: the
//! files beside this one. Nothing is run while somebody types: what can be completed is in the script.

use std::io::{self, IsTerminal};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, Command};
use clap_complete::aot::{Shell, generate};

use super::{Context, Verb, pick};
use crate::catalog::Catalog;
use crate::cli;
use crate::exit::Exit;
use crate::terminal::complain_in_sentences;

/// The verb.
pub const VERB: Verb =
    Verb { name: "completions", about: "A script that completes `cargo xtask` in your shell", arguments, run };

/// The shells: what clap makes for them, what makes `cargo xtask` of it, and how it is installed.
const SHELLS: [(&str, Shell, &str, &str); 4] = [
    (
        "bash",
        Shell::Bash,
        include_str!("cargo.bash"),
        "cargo xtask completions bash > ~/.cargo-xtask.bash, then put `source ~/.cargo-xtask.bash` into ~/.bashrc",
    ),
    (
        "zsh",
        Shell::Zsh,
        include_str!("cargo.zsh"),
        "cargo xtask completions zsh > ~/.cargo-xtask.zsh, then put `source ~/.cargo-xtask.zsh` into ~/.zshrc, after compinit",
    ),
    (
        "fish",
        Shell::Fish,
        include_str!("cargo.fish"),
        "cargo xtask completions fish > ~/.config/fish/conf.d/cargo-xtask.fish",
    ),
    (
        "powershell",
        Shell::PowerShell,
        "",
        "cargo xtask completions powershell > cargo-xtask.ps1, then put `. PATH/cargo-xtask.ps1` into the file $PROFILE",
    ),
];

fn arguments(command: Command) -> Command {
    let names = SHELLS.map(|(name, ..)| name);
    command.arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(names).help("Your shell"))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let asked = matches.get_one::<String>("shell").map(String::as_str);
    let shell = SHELLS.iter().find(|(name, ..)| Some(*name) == asked);
    let (_, shell, cargo, install) = shell.expect("clap lets only these through");
    let xtask = with_exercises(cli::command(), &Catalog::read(&context.workspace)?);
    // PowerShell has one script for each program, and none of its own for cargo: there this one completes cargo itself.
    let (mut command, name) = match shell {
        Shell::PowerShell => {
            let x = xtask.clone().name("x").bin_name("cargo x");
            (Command::new("cargo").disable_help_subcommand(true).subcommands([xtask.name("xtask"), x]), "cargo")
        }
        _ => (xtask.bin_name("xtask"), "xtask"),
    };
    let more = if *shell == Shell::Fish { positionals(&command, "") } else { String::new() };
    let mut script = Vec::new();
    generate(*shell, &mut command, name, &mut script);
    let script = String::from_utf8(script)?;
    // The head of zsh's has to be its first line.
    let (head, rest) =
        script.split_once('\n').filter(|(head, _)| head.starts_with("#compdef")).unwrap_or(("", &script));
    context.terminal.line(format!("{head}\n# {install}\n{rest}{more}\n{cargo}").trim());
    if io::stdout().is_terminal() {
        complain_in_sentences(format!("Next: {install}"));
    }
    Ok(Exit::Done)
}

/// The command line with the exercises as what may stand for one: numbers and names.
fn with_exercises(command: Command, catalog: &Catalog) -> Command {
    let mut names = Vec::new();
    for entry in catalog.entries.iter().filter(|entry| entry.is_there()) {
        let number = entry.number.map(|number| PossibleValue::new(kept(&number)).help(entry.slug.clone()));
        names.extend(number);
        names.push(PossibleValue::new(kept(&entry.slug)).help(entry.title.clone()));
    }
    named(command, &names)
}

/// Also in the verbs below it.
fn named(command: Command, names: &[PossibleValue]) -> Command {
    let parser = PossibleValuesParser::new(names.to_vec());
    let is_exercise = |arg: &Arg| arg.is_positional() && arg.get_id() == pick::ARGUMENT;
    let command = command.mut_args(|arg| if is_exercise(&arg) { arg.value_parser(parser.clone()) } else { arg });
    command.mut_subcommands(|verb| named(verb, names))
}

/// For fish: what may stand for an argument that is no option; clap's script leaves it out. `above` is the verb of a verb.
fn positionals(command: &Command, above: &str) -> String {
    let mut lines = String::new();
    for verb in command.get_subcommands() {
        let name = verb.get_name();
        let here = match above {
            "" => format!("__fish_xtask_using_subcommand {name}"),
            above => format!("__fish_xtask_using_subcommand {above}; and __fish_seen_subcommand_from {name}"),
        };
        let values = verb.get_positionals().flat_map(Arg::get_possible_values);
        for value in values {
            let quoted = |text: String| text.replace('\\', "\\\\").replace('\'', "\\'");
            let about = value.get_help().map(|help| format!(" -d '{}'", quoted(help.to_string()))).unwrap_or_default();
            lines +=
                &format!("complete -c xtask -n '{here}' -f -a '{}'{about}\n", quoted(value.get_name().to_string()));
        }
        lines += &positionals(verb, name);
    }
    lines
}

/// clap wants names that outlive it; the program ends right after this verb.
fn kept(name: &impl ToString) -> &'static str {
    name.to_string().leak()
}
