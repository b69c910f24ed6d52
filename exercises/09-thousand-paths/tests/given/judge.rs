//! Given: no need to edit. What an exam is worth: it has to let the right system pass, and to refuse each of the others.

use lab::exam::Ruling;
use lab::process::OnMessage;
use lab::report::{Least, Report, RowKind};
use lab::{View, consumer, ensure};
use thousand_paths::{Desk, Exam, Seen, When, right};

use super::runs::{Day, Tried, in_words, shop, tried};
use super::systems::{EIGHT, System, does_wrong, numbers_are_wrong};

/// The most messages of an exam: more make more carts and more runs, and catch no more.
const MESSAGES: usize = 4;

fn right_desk() -> OnMessage {
    consumer(Desk::new, right)
}

/// An exam whose messages nobody can send.
fn impossible(exam: &Exam) -> Option<Ruling> {
    let (least, most) = (*exam.messages.start(), *exam.messages.end());
    let fits = 1 <= least && least <= most && most <= MESSAGES;
    let seen = format!("it sends {least} to {most} messages");
    (!fits).then(|| Ruling::broken("an exam", "an exam sends from 1 to 4 messages", seen))
}

/// The report of a search as a ruling: its run, and what was searched.
fn shown(ruling: Ruling, report: Report) -> Ruling {
    let ruling = report.budget.into_iter().fold(ruling, |ruling, (kind, most)| ruling.budget(kind, most));
    let ruling = ruling.faults(report.faults).effort(report.effort);
    report.story.into_iter().fold(ruling, Ruling::story)
}

/// The right system has to pass; `rule` says so in a sentence.
pub fn takes_the_right(exam: &Exam, day: Day, rule: &str) {
    if let Some(ruling) = impossible(exam) {
        return ruling.judge();
    }
    let title = "the right system";
    let ruling = match tried(exam, title, right_desk, day) {
        Tried::Stopped(report) => Ruling::from(report),
        Tried::Refused { report, .. } => {
            let yours = report.rule.clone().unwrap_or_default();
            let seen = report.reason.clone().unwrap_or_default();
            let reason = format!("nothing went wrong, and your rule \"{yours}\" says no. It saw this: {seen}");
            shown(Ruling::broken(report.title.clone(), rule, reason), report).least(Least::Faults)
        }
        Tried::Passes { seen, effort } => match (day, missed(exam, &seen)) {
            (Day::Bad, Some(witness)) => Ruling::missed(title, witness, "the right system never comes to it"),
            _ => Ruling::holds(title).effort(effort),
        },
    };
    ruling.judge();
}

/// The first witness that no run came to.
fn missed(exam: &Exam, seen: &[bool]) -> Option<&'static str> {
    let witnesses = exam.promises.iter().filter(|promise| promise.when == When::Witness);
    witnesses.zip(seen).find(|(_, seen)| !**seen).map(|(promise, _)| promise.sentence)
}

/// A wrong system has to be refused. Where it is not, a run is shown in which it does wrong.
pub fn refuses(exam: &Exam, system: &System) {
    if let Some(ruling) = impossible(exam) {
        return ruling.judge();
    }
    let ruling = match tried(exam, system.name, system.desk, Day::Bad) {
        Tried::Stopped(report) => Ruling::from(report),
        Tried::Refused { carts, report } => {
            eprintln!("{}", lab::Scenario::show(&report, 80, true));
            let yours = report.rule.clone().unwrap_or_default();
            let what = [count(carts.len(), "message"), count(report.faults.len(), "fault")].join(", ");
            let note = format!("\"{yours}\" refuses {} ({what}): {}.", system.name, system.fault);
            Ruling::holds(system.name).effort(report.effort).note(note)
        }
        Tried::Passes { .. } => survives(exam, system, format!("{} is refused", system.name)),
    };
    ruling.judge();
}

/// A wrong system that the exam lets pass, with the shortest run in which it does wrong, and without the word for it.
fn survives(exam: &Exam, system: &System, rule: String) -> Ruling {
    let shop = shop(system.name, system.desk, Day::Bad, system.carts);
    let wrong = |is: fn(&View<'_>, bool) -> bool| {
        let look = move |over| move |view: &View<'_>| ensure(!is(view, over), || in_words(&Seen::new(view)));
        shop.clone().always("wrong", look(false)).finally("wrong", look(true)).search()
    };
    let found = [does_wrong, numbers_are_wrong].into_iter().map(wrong).find(|report| report.story.is_some());
    let mut report = found.unwrap_or_else(|| Report { story: Some(shop.canonical_story()), ..shop.search() });
    let (most, sent) = (*exam.messages.end(), system.carts.len());
    let reason = match (&report.reason, sent > most) {
        (None, _) => "this is how it goes where nothing fails, and what is wrong with it nobody says".to_string(),
        (Some(seen), true) => {
            format!(
                "in this run of {sent} messages it does wrong, and your exam sends {most} at most. It comes to this: {seen}"
            )
        }
        (Some(seen), false) => {
            format!("in this run it does wrong, and no rule of yours says so. It comes to this: {seen}")
        }
    };
    let broken = report.story.iter_mut().flat_map(|story| &mut story.rows).filter(|row| row.kind == RowKind::Broken);
    broken.for_each(|row| row.label = "and your exam lets it pass".into());
    shown(Ruling::broken(system.name, rule, reason), report).note(score(exam)).least(Least::Unsaid)
}

/// How the exam does with all eight.
fn score(exam: &Exam) -> String {
    let refused = |system: &&System| matches!(tried(exam, system.name, system.desk, Day::Bad), Tried::Refused { .. });
    let (caught, survive): (Vec<&System>, Vec<&System>) = EIGHT.iter().partition(refused);
    let names = |systems: &[&System]| {
        systems.iter().map(|system| system.name.trim_start_matches("system ")).collect::<Vec<_>>().join(", ")
    };
    match (caught.len(), survive.len()) {
        (_, 0) => "All eight are refused.".to_string(),
        (0, _) => "None of the eight is refused so far.".to_string(),
        (some, _) => format!("Refused so far: {some} of 8 ({}). Let through: {}.", names(&caught), names(&survive)),
    }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Where nothing fails, an exam that is for failures has to miss a witness.
pub fn says_when_nothing_failed(exam: &Exam, rule: &str) {
    if let Some(ruling) = impossible(exam) {
        return ruling.judge();
    }
    let title = "the right system, and nothing fails";
    let ruling = match tried(exam, title, right_desk, Day::Good) {
        Tried::Stopped(report) | Tried::Refused { report, .. } => Ruling::from(report),
        Tried::Passes { seen, effort } => match (seen.len(), missed(exam, &seen)) {
            (_, Some(witness)) => Ruling::holds(title)
                .effort(effort)
                .note(format!("Where nothing fails, it says: no run comes to \"{witness}\".")),
            (0, None) => {
                Ruling::broken(title, rule, "nothing failed in any run, and your exam is content: it has no witness")
            }
            (_, None) => Ruling::broken(
                title,
                rule,
                "nothing failed in any run, and your exam has seen all that it wants to see",
            ),
        },
    };
    ruling.judge();
}
