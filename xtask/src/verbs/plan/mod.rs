//! `plan`: the workshop in days, with breaks, what goes when time is short, and the rest of a day that is late.
//!
//! It knows nothing of the room's speed: minutes are those of the manifests and of `lectures/plan.toml`.

mod asked;
mod content;
mod export;
mod file;
mod late;
mod made;
mod notes;
mod schedule;
mod show;
mod time;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::{Context, Verb, first_not_done};
use crate::catalog::Catalog;
use crate::exit::{Exit, Stop};
use asked::Asked;
use content::Content;
pub use file::FILE;
pub use made::{is_there, of_the_kit};
use schedule::{Day, Plan};
use time::Time;

/// The verb.
pub const VERB: Verb =
    Verb { name: "plan", about: "The days of a workshop, and what to drop when late", arguments, run };

const DAYS: &str = "2";
const START: &str = "9:30";
const END: &str = "17:30";
/// What the mark before a row says.
const CORE: &str = "* the core path: never dropped";

fn arguments(command: Command) -> Command {
    let option = |name, value, help| Arg::new(name).long(name).value_name(value).help(help);
    let flag = |name, help| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    command
        .arg(option("days", "DAYS", "How many days").default_value(DAYS))
        .arg(option("start", "TIME", "When each day begins").default_value(START))
        .arg(option("end", "TIME", "When each day ends").default_value(END))
        .arg(option("lunch", "TIME", "When lunch is, as near as it can be [default: 12:30]"))
        .arg(option("day", "N", "Only this day [with --late: of your next exercise]"))
        .arg(option("late", "MINUTES", "So many minutes are lost: the rest of the day"))
        .arg(option("at", "TIME", "With --late, the time [default: now]").requires("late"))
        .arg(flag("json", "One JSON object a line").conflicts_with_all(["late", "markdown"]))
        .arg(flag("markdown", "As tables in Markdown").conflicts_with("late"))
}

fn run(context: &Context, matches: &ArgMatches) -> anyhow::Result<Exit> {
    let asked = Asked::read(matches)?;
    let catalog = Catalog::read(&context.workspace)?;
    let content = file::read(&context.workspace, &catalog)?;
    let plan = schedule::plan(&content, &asked.hours, asked.days).ok_or_else(|| too_short(&content, &asked))?;
    let terminal = &context.terminal;
    if let Some(lost) = asked.late {
        let day = asked.day.unwrap_or_else(|| today(context, &catalog, &plan));
        rest(context, &content, &plan, &asked, day, lost)?;
    } else if matches.get_flag("json") {
        export::json(terminal, &content, &plan, &asked.hours, asked.day)?;
    } else if matches.get_flag("markdown") {
        terminal.line(export::markdown(&content, &plan, &asked.hours, asked.day));
    } else {
        whole(context, &content, &plan, &asked);
    }
    Ok(Exit::Done)
}

/// All days, or the one that was asked for.
fn whole(context: &Context, content: &Content, plan: &Plan, asked: &Asked) {
    let terminal = &context.terminal;
    for (nth, day) in plan.numbered(asked.day) {
        show::day(terminal, &format!("Day {nth}"), day, &asked.hours, content.reserve_of(nth == plan.days.len()));
        if asked.day.is_none() && nth < plan.days.len() {
            terminal.line("");
        }
    }
    terminal.line(format!("      {}", CORE));
    if asked.day.is_none() {
        show::dropped(terminal, &plan.dropped);
        show::tiers(terminal, content, plan);
        show::reserve(terminal, content, plan, &asked.hours);
    }
    let day = asked.day.map(|day| format!(" --day {day}")).unwrap_or_default();
    let next =
        format!("cargo xtask plan{}{day} --late 30, on the day, when half an hour is lost", asked.options(asked.days));
    terminal.sentence(format!("Next: {next}"));
}

/// The rest of a day.
fn rest(context: &Context, content: &Content, plan: &Plan, asked: &Asked, nth: usize, lost: u32) -> Result<(), Stop> {
    let (hours, terminal) = (&asked.hours, &context.terminal);
    let again = format!("cargo xtask plan{} --day {nth} --late {lost} --at", asked.options(asked.days));
    let now = asked.at.or_else(Time::now).ok_or_else(|| {
        let example = hours.start.plus(lost + 60);
        Stop::new(Exit::WrongUse, "this machine does not tell the time", format!("{again} {example}"))
    })?;
    if now <= hours.start || now >= hours.end {
        let what = format!("it is {now}, and day {nth} goes from {} to {}", hours.start, hours.end);
        let example = Time(hours.start.0.midpoint(hours.end.0));
        return Err(Stop::new(Exit::WrongUse, what, format!("{again} {example}, or whatever time it is")));
    }
    let lost = lost.min(now.since(hours.start));
    let rest = late::replan(&plan.days[nth - 1], hours, &content.drops, now, lost);
    let head = format!("Day {nth} from {now} on, {lost} min late");
    show::day(terminal, &head, &rest.day, hours, content.reserve_of(nth == plan.days.len()));
    terminal.line(format!("      {}", CORE));
    show::dropped(terminal, &rest.dropped);
    let left = rest.day.reserve(hours);
    let planned = plan.days[nth - 1].reserve(hours);
    terminal.line("");
    terminal.sentence(match left {
        0.. => format!("Reserve: {left} min of {planned}."),
        _ => format!("{} min do not fit, and nothing that may go is left.", -left),
    });
    let next = match left {
        0.. => format!("cargo xtask plan{} --day {nth}, the day as it was planned", asked.options(asked.days)),
        _ => format!("ask the room: end at {}, or do the last row another day", rest.day.over),
    };
    terminal.sentence(format!("Next: {next}"));
    Ok(())
}

/// The day with the exercise that is next on this machine.
fn today(context: &Context, catalog: &Catalog, plan: &Plan) -> usize {
    let next = first_not_done(catalog, &context.progress()).map(|entry| entry.id.as_str());
    let has = |day: &Day| show::blocks(day).flat_map(|block| &block.parts).any(|part| Some(part.key.as_str()) == next);
    plan.days.iter().position(has).map_or(1, |at| at + 1)
}

/// Not even the core path fits: says how much it needs, and what would do.
fn too_short(content: &Content, asked: &Asked) -> Stop {
    let (hours, days) = (&asked.hours, asked.days);
    let mut blocks = content.blocks.clone();
    for drop in &content.drops {
        schedule::take(&mut blocks, drop);
    }
    let minutes: u32 = blocks.iter().map(content::Block::minutes).sum();
    let plural = if days == 1 { "" } else { "s" };
    let what = format!(
        "the core path alone takes {} h {:02}, with breaks and a reserve even more: too much for {days} day{plural} from {} to {}",
        minutes / 60,
        minutes % 60,
        hours.start,
        hours.end
    );
    let enough = (days + 1..=7).find(|days| schedule::plan(content, hours, *days).is_some());
    let next = match enough {
        Some(days) => format!("cargo xtask plan{}", asked.options(days)),
        None => "cargo xtask plan, and give it longer days".to_string(),
    };
    Stop::new(Exit::WrongUse, what, next)
}
