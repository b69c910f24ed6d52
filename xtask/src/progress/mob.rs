//! A mob at one exercise: who is there, whose turn it is and until when, which checks it ran. Folded from the log.
//!
//! Times are of the wall clock. Where that is set back, what is left of a turn is never more than a whole one; where it jumps
//! forward, or the machine slept, the turn is over: so it is for the room.

use super::event::{Begin, Event, FAILED, Failure, PASSED};
use super::event::{MOB_ENDED, MOB_ERRORS, MOB_FAILED, MOB_JOINED, MOB_LEFT, MOB_PASSED, MOB_STARTED, MOB_TURN};

/// So long after its end a turn was not overrun but left, as for lunch.
const LEFT_AFTER: u64 = 30 * 60 * 1000;

/// The work of a mob at one exercise.
#[derive(Clone, Debug)]
pub struct Session {
    /// The folder of the exercise.
    pub exercise: String,
    /// It works on the mob's half; otherwise that has no tests, and the plain ones are run.
    pub mobs_half: bool,
    /// Who is there, in the order in which they drive; after the last comes the first.
    pub people: Vec<String>,
    /// All turns up to the one now, at least one.
    pub turns: Vec<Turn>,
    /// The checks of this exercise since the start.
    pub runs: Vec<Run>,
    /// When it ended, in milliseconds since 1970; none where it goes on.
    pub ended: Option<u64>,
}

/// One turn.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its number, who drives, how long it is.
    pub begin: Begin,
    /// When it began, in milliseconds since 1970.
    pub at: u64,
    /// What the driver before would do next.
    pub intent: Option<String>,
}

/// One check.
#[derive(Clone, Debug)]
pub struct Run {
    /// In which turn.
    pub turn: u32,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// It was the mob's half.
    pub mobs_half: bool,
    /// How it ended.
    pub verdict: Verdict,
    /// What the room had said before: whether it would pass.
    pub predicted: Option<bool>,
    /// The mark of the files that were checked.
    pub files: Option<String>,
}

/// How a check ended.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// It passed.
    Passed,
    /// It failed, and the first failing step, where the log has it.
    Failed(Option<Box<Failure>>),
    /// The code did not compile, so nothing was run.
    Errors,
}

impl Session {
    /// Whether two names are one.
    pub fn is_same(a: &str, b: &str) -> bool {
        a.to_lowercase() == b.to_lowercase()
    }

    /// The turn now.
    pub fn turn(&self) -> &Turn {
        self.turns.last().expect("a session begins with a turn")
    }

    /// Who drives.
    pub fn driver(&self) -> &str {
        &self.turn().begin.driver
    }

    /// Who navigates, and drives next.
    pub fn navigator(&self) -> &str {
        &self.people[(self.place(self.driver()) + 1) % self.people.len()]
    }

    /// All others, in the order in which they will drive.
    pub fn others(&self) -> Vec<&str> {
        let at = self.place(self.driver());
        (2..self.people.len()).map(|step| self.people[(at + step) % self.people.len()].as_str()).collect()
    }

    /// The one of this name, however it is written.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.people.iter().find(|one| Session::is_same(one, name)).map(String::as_str)
    }

    /// What is left of the turn, in milliseconds; none in overtime.
    pub fn left(&self, now: u64) -> Option<u64> {
        let turn = self.turn();
        turn.end().checked_sub(now).filter(|&left| left > 0).map(|left| left.min(turn.begin.millis))
    }

    /// For how long the turn is over, in milliseconds; zero before.
    pub fn overtime(&self, now: u64) -> u64 {
        now.saturating_sub(self.turn().end())
    }

    /// It was left and not ended: nobody works at it now.
    pub fn is_left(&self, now: u64) -> bool {
        self.overtime(now) > LEFT_AFTER
    }

    /// The last check, if all that the mob works on passed in it.
    pub fn passed(&self) -> Option<&Run> {
        let last = self.runs.last().filter(|run| run.mobs_half == self.mobs_half);
        last.filter(|run| matches!(run.verdict, Verdict::Passed))
    }

    /// How long each turn took, and who drove; until now, for the last one of a mob at work.
    pub fn driven(&self, now: u64) -> impl Iterator<Item = (&str, u64)> {
        let starts = self.turns.iter().skip(1).map(|turn| turn.at);
        let ends = starts.chain([self.ended.unwrap_or(now)]);
        self.turns.iter().zip(ends).map(|(turn, end)| (turn.begin.driver.as_str(), turn.length(end)))
    }

    /// The predictions of checks that ran: how many came out as the room said, and how many there were.
    pub fn predictions(&self) -> (usize, usize) {
        let right: Vec<bool> = self.runs.iter().filter_map(Run::was_right).collect();
        (right.iter().filter(|&&right| right).count(), right.len())
    }

    /// The first is as good as any for a name that is not there, as in a log that is damaged.
    fn place(&self, name: &str) -> usize {
        self.people.iter().position(|one| one == name).unwrap_or_default()
    }

    fn begin(&mut self, event: &Event) {
        let Some(note) = &event.mob else { return };
        let Some(begin) = note.turn.clone().filter(|begin| begin.number > self.turn().begin.number) else { return };
        if self.people.contains(&begin.driver) {
            self.turns.push(Turn { begin, at: event.at, intent: note.intent.clone() });
        }
    }

    fn join(&mut self, name: &str) {
        if !name.is_empty() && self.find(name).is_none() {
            // Just before the one who drives: so the last in the round.
            self.people.insert(self.place(self.driver()), name.to_string());
        }
    }

    fn leave(&mut self, event: &Event) {
        // A driver who leaves hands over with the same event.
        self.begin(event);
        let name = event.mob.as_ref().and_then(|note| note.name.clone()).unwrap_or_default();
        if self.driver() != name && self.people.len() > 1 {
            self.people.retain(|one| *one != name);
        }
    }

    fn run(&mut self, event: &Event, mobs_half: bool, verdict: Verdict) {
        let note = event.mob.clone().unwrap_or_default();
        let (predicted, files) = (note.predicted, note.files);
        let turn = self.turn().begin.number;
        self.runs.push(Run { turn, at: event.at, mobs_half, verdict, predicted, files });
    }
}

impl Turn {
    /// When it is over, in milliseconds since 1970.
    pub fn end(&self) -> u64 {
        self.at.saturating_add(self.begin.millis)
    }

    /// How long it took. One that was left and not handed over counts as long as it was meant to be.
    fn length(&self, end: u64) -> u64 {
        let length = end.saturating_sub(self.at);
        if length > self.begin.millis.saturating_add(LEFT_AFTER) { self.begin.millis } else { length }
    }
}

impl Run {
    /// Whether it came out as was said; none where nothing was said, or nothing was run.
    pub fn was_right(&self) -> Option<bool> {
        let passed = match self.verdict {
            Verdict::Passed => true,
            Verdict::Failed(_) => false,
            Verdict::Errors => return None,
        };
        self.predicted.map(|said| said == passed)
    }
}

/// Takes one event, in the order of the log.
pub fn take(session: &mut Option<Session>, event: &Event) {
    if event.event == MOB_STARTED {
        *session = started(event).or(session.take());
        return;
    }
    let Some(session) = session.as_mut().filter(|session| session.ended.is_none()) else { return };
    if event.exercise != session.exercise {
        return;
    }
    let failed = || Verdict::Failed(event.failure.clone().map(Box::new));
    match event.event.as_str() {
        MOB_TURN => session.begin(event),
        MOB_JOINED => session.join(event.mob.as_ref().and_then(|note| note.name.as_deref()).unwrap_or_default()),
        MOB_LEFT => session.leave(event),
        MOB_ENDED => session.ended = Some(event.at),
        PASSED | MOB_PASSED => session.run(event, event.event == MOB_PASSED, Verdict::Passed),
        FAILED | MOB_FAILED => session.run(event, event.event == MOB_FAILED, failed()),
        MOB_ERRORS => session.run(event, event.mob.as_ref().is_some_and(|note| note.mobs_half), Verdict::Errors),
        _ => {}
    }
}

fn started(event: &Event) -> Option<Session> {
    let note = event.mob.as_ref()?;
    let begin = note.turn.clone().filter(|begin| note.people.contains(&begin.driver))?;
    Some(Session {
        exercise: event.exercise.clone(),
        mobs_half: note.mobs_half,
        people: note.people.clone(),
        turns: vec![Turn { begin, at: event.at, intent: None }],
        runs: Vec::new(),
        ended: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Note, Progress};
    use super::*;

    const MINUTE: u64 = 60_000;

    fn event(n: u64, at: u64, event: &str, mob: Note) -> Event {
        Event { id: format!("{n}"), n, at, mob: Some(mob), ..Event::new("12", event) }
    }

    fn begin(number: u32, driver: &str) -> Option<Begin> {
        Some(Begin { number, driver: driver.to_string(), millis: 4 * MINUTE })
    }

    fn turn(n: u64, at: u64, number: u32, driver: &str) -> Event {
        event(n, at, MOB_TURN, Note { turn: begin(number, driver), ..Note::default() })
    }

    fn start() -> Event {
        let people = ["ada", "bob", "cy"].map(str::to_string).to_vec();
        event(1, 0, MOB_STARTED, Note { people, turn: begin(1, "ada"), ..Note::default() })
    }

    fn fold(events: &[Event]) -> Session {
        Progress::fold(events.iter().cloned()).mob().cloned().unwrap()
    }

    #[test]
    fn roles_go_round() {
        let roles = |session: &Session| {
            (session.driver().to_string(), session.navigator().to_string(), session.others().join(" "))
        };
        let words = |a: &str, b: &str, c: &str| (a.to_string(), b.to_string(), c.to_string());
        let mut events = vec![start(), turn(2, MINUTE, 2, "bob"), turn(3, MINUTE, 3, "cy")];
        assert_eq!(roles(&fold(&events)), words("cy", "ada", "bob"));
        let name = |name: &str| Note { name: Some(name.to_string()), ..Note::default() };
        events.push(event(4, MINUTE, MOB_JOINED, name("dan")));
        assert_eq!(roles(&fold(&events)), words("cy", "ada", "bob dan"));
        events.push(event(5, MINUTE, MOB_LEFT, Note { turn: begin(4, "ada"), ..name("cy") }));
        assert_eq!(roles(&fold(&events)), words("ada", "bob", "dan"));
    }

    #[test]
    fn a_turn_that_begins_twice_begins_once_and_a_stranger_drives_nothing() {
        let events = [start(), turn(2, MINUTE, 2, "bob"), turn(3, 2 * MINUTE, 2, "cy"), turn(4, 9, 3, "eve")];
        let session = fold(&events);
        assert_eq!((session.driver(), session.turns.len(), session.turn().at), ("bob", 2, MINUTE));
    }

    #[test]
    fn a_clock_that_is_set_shows_at_most_a_turn_and_then_overtime() {
        let session = fold(&[start(), turn(2, 100 * MINUTE, 2, "bob")]);
        assert_eq!((session.left(MINUTE), session.overtime(MINUTE)), (Some(4 * MINUTE), 0));
        assert_eq!((session.left(104 * MINUTE), session.overtime(104 * MINUTE + 5)), (None, 5));
        assert!(!session.is_left(134 * MINUTE) && session.is_left(135 * MINUTE));
    }

    #[test]
    fn lunch_is_not_driven() {
        let events =
            [start(), turn(2, 5 * MINUTE, 2, "bob"), turn(3, 80 * MINUTE, 3, "cy"), turn(4, 79 * MINUTE, 4, "ada")];
        let driven: Vec<_> = fold(&events).driven(81 * MINUTE).map(|(_, length)| length / MINUTE).collect();
        assert_eq!(driven, [5, 4, 0, 2]);
    }

    #[test]
    fn only_what_is_checked_here_and_meanwhile_counts() {
        let said = |n, event_is: &str, said| event(n, 0, event_is, Note { predicted: Some(said), ..Note::default() });
        let other = Event { exercise: "13".to_string(), ..said(5, PASSED, true) };
        let end = event(8, 0, MOB_ENDED, Note::default());
        let early = said(0, PASSED, true);
        let runs =
            [said(3, MOB_FAILED, true), said(4, FAILED, false), said(6, MOB_ERRORS, true), said(7, PASSED, true)];
        let events: Vec<Event> = [early, start(), other, end, said(9, PASSED, true)].into_iter().chain(runs).collect();
        let session = fold(&events);
        assert_eq!((session.runs.len(), session.predictions()), (4, (2, 3)));
    }
}
