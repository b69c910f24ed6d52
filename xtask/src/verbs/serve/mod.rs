//! `serve`: exercise 14 behind a real HTTP server, and the client that drives it. Both are programs of `xtask/serve`, a workspace of
//! its own; here they are built, started and ended.

mod build;
#[allow(dead_code, reason = "the help names those that a user meets")]
#[path = "../../../serve/src/limits.rs"]
mod limits;

use std::path::Path;
use std::process::Command;

use clap::{Arg, ArgAction, ArgMatches, Command as Clap, value_parser};

use self::build::{Built, build};
use super::{Context, Verb};
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use crate::process::{self, Ended};
use crate::terminal::complain;

/// The verb.
pub const VERB: Verb = Verb { name: "serve", about: "Exercise 14 as a real HTTP server, for curl", arguments, run };

/// The exercise that can be served.
const NUMBER: u8 = 14;

fn arguments(command: Clap) -> Clap {
    let flag = |name: &'static str, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let number = |name: &'static str, value, help: String| Arg::new(name).long(name).value_name(value).help(help);
    let port = format!("Its port, 0 for a free one [default: {}]", limits::PORT);
    let lost = i64::from(limits::LOST_PERCENT_MOST);
    command
        .arg(Arg::new("exercise").value_name("N").help("14: the only one that can be served"))
        .arg(flag("solution", "The solution's file instead of yours").conflicts_with("shipped"))
        .arg(flag("shipped", "The file as shipped instead of yours"))
        .arg(number("port", "P", port).value_parser(value_parser!(u16)).conflicts_with("drive"))
        .arg(
            number("lose-responses", "PERCENT", "Lose so many of 100 responses".into())
                .value_parser(value_parser!(u32).range(0..=lost)),
        )
        .arg(number("seed", "S", "For losses and kills [default: 1]".into()).value_parser(value_parser!(u64)))
        .arg(flag("fresh", "Begin with an empty database").conflicts_with("drive"))
        .arg(
            number("drive", "CHARGES", "Send so many charges, and count the debits".into())
                .value_parser(value_parser!(u32).range(1..=i64::from(limits::CHARGES_MOST))),
        )
        .arg(
            number("kill", "TIMES", "Kill the server so often meanwhile".into())
                .value_parser(value_parser!(u32).range(0..=i64::from(limits::KILLS_MOST)))
                .requires("drive"),
        )
        .after_help(limits_in_words())
}

fn limits_in_words() -> String {
    let kib = |bytes: usize| bytes / 1024;
    format!(
        "Limits: {} connections and {} requests that wait for one of {} workers, else\n\
         503; a head of {} KiB and {} headers, else 431; a body of {} KiB, else 413;\n\
         {} s for a head, {} s for a body, else 408; {} s for a handler, else 503.\n\
         A client that takes nothing of what it is sent for {} s is cut off.\n\
         It listens on 127.0.0.1 only. The database is a file in target/serve.",
        limits::CONNECTIONS_MOST,
        limits::WAITING_MOST,
        limits::WORKERS,
        kib(limits::HEAD_BYTES_MOST),
        limits::HEADERS_MOST,
        kib(limits::BODY_BYTES_MOST),
        limits::HEAD_TIME.as_secs(),
        limits::BODY_TIME.as_secs(),
        limits::HANDLER_TIME.as_secs(),
        limits::TAKE_TIME.as_secs(),
    )
}

/// Whose file is served.
#[derive(Clone, Copy)]
enum Whose {
    Yours,
    Reference,
    Shipped,
}

impl Whose {
    fn of(matches: &ArgMatches) -> Whose {
        match (matches.get_flag("solution"), matches.get_flag("shipped")) {
            (true, _) => Whose::Reference,
            (_, true) => Whose::Shipped,
            _ => Whose::Yours,
        }
    }

    /// The name of the program, after `serve-`, and of its database.
    fn word(self) -> &'static str {
        match self {
            Whose::Yours => "yours",
            Whose::Reference => "reference",
            Whose::Shipped => "shipped",
        }
    }
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    wanted(context, matches)?;
    let folder = context.workspace.root.join("xtask").join("serve");
    if !folder.join("Cargo.toml").is_file() {
        return Err(Stop::new(Exit::WrongUse, "there is no xtask/serve", "cargo xtask list").into());
    }
    let whose = Whose::of(matches);
    let program = match build(&folder, &format!("serve-{}", whose.word()))? {
        Built::Program(program) => program,
        Built::Errors(text) => {
            complain(format!("{}\n", text.trim_end()));
            context.terminal.sentence("It does not compile, so nothing is served.");
            context.terminal.sentence("Next: mend what the compiler says, then cargo xtask serve 14");
            return Ok(Exit::NotPassed);
        }
    };
    attend(context, &program, whose, matches)
}

/// Only 14 can be served.
fn wanted(context: &Context, matches: &ArgMatches) -> anyhow::Result<()> {
    let Some(asked) = matches.get_one::<String>("exercise") else { return Ok(()) };
    if asked.parse() == Ok(NUMBER) {
        return Ok(());
    }
    let catalog = Catalog::read(&context.workspace)?;
    let entry = catalog.select(asked)?;
    if entry.number == Some(NUMBER) {
        return Ok(());
    }
    let what = format!("{} cannot be served: of all exercises only 14 is an HTTP service of its own", entry.name());
    Err(Stop::new(Exit::WrongUse, what, "cargo xtask serve 14").into())
}

/// Starts the program, and lets it have the terminal until it ends.
fn attend(context: &Context, program: &Path, whose: Whose, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let name = match matches.get_one::<u32>("drive") {
        Some(_) => format!("drive-{}", std::process::id()),
        None => whose.word().to_string(),
    };
    let mut command = Command::new(program);
    // From the root, so that the path that the program shows is short.
    command.current_dir(&context.workspace.root).arg("--end-with-stdin");
    command.arg("--database").arg(Path::new("target").join("serve").join(name + ".redb"));
    for name in ["port", "lose-responses", "seed", "drive", "kill"] {
        let value = matches.get_raw(name).and_then(|mut values| values.next());
        value.map(|value| command.arg(format!("--{name}")).arg(value));
    }
    if matches.get_flag("fresh") {
        command.arg("--fresh");
    }
    match process::attend(command, limits::GRACE * 2)? {
        Ended::Code(code) => Exit::of(code).ok_or_else(|| broken(format!("code {code}"))),
        Ended::Signal(signal) => Err(broken(signal)),
        Ended::Interrupted | Ended::TimeLimit => Ok(Exit::Interrupted),
    }
    .map_err(anyhow::Error::from)
}

fn broken(how: String) -> Stop {
    let what = format!("the server was ended by {how}; its database is as it was after its last answer");
    Stop::new(Exit::NotReady, what, "cargo xtask serve 14, once more")
}
