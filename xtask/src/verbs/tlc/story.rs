//! A trace as a story like every other. Columns are the processes (the keys of `pc`) and the variables that all share.
//!
//! What a step is, is read off what it changes. Two names mean something: a step that raises `failures` is drawn as a failure, and
//! one that is called `Receive` as a delivery from `queueIn`, if there is such a variable.

use std::collections::BTreeMap;

use lab::exam::Ruling;
use lab::report::{Effort, LaneKind, Least, Row, RowKind, Story};

use super::output::{Forever, Heard, State, Verdict};
use super::value::Value;

/// What is drawn of a run of TLC.
pub fn ruling(title: &str, heard: &Heard) -> Ruling {
    let effort = Effort { states: heard.distinct, ..Effort::default() };
    let ruling = match &heard.verdict {
        Verdict::Broken { what, reason } => {
            let teller = Teller::tell(&heard.trace, heard.forever.as_ref(), what);
            let least = if heard.forever.is_some() { Least::Unsaid } else { Least::Steps };
            Ruling::broken(title, what, reason).faults(teller.faults).least(least).story(teller.story)
        }
        Verdict::Limit => Ruling::unknown(title, "TLC did not come to its end in time"),
        Verdict::Holds | Verdict::Wrong(_) => Ruling::holds(title),
    };
    ruling.effort(effort)
}

#[derive(Default)]
struct Teller {
    story: Story,
    faults: Vec<String>,
    /// The keys of `pc`, in the order of their lanes.
    processes: Vec<String>,
    lanes: BTreeMap<String, usize>,
}

impl Teller {
    fn tell(trace: &[State], forever: Option<&Forever>, rule: &str) -> Teller {
        let mut teller = Teller::default();
        teller.lay_out(trace);
        let mut last = 0;
        for (step, pair) in (1..).zip(trace.windows(2)) {
            let row = teller.row(step, &pair[0], &pair[1]);
            last = row.from;
            teller.story.rows.push(row);
        }
        let step = u32::try_from(trace.len()).unwrap_or(u32::MAX);
        if let Some(forever) = forever {
            let what = match forever {
                Forever::Stuttering => "nothing more happens, for ever".to_string(),
                Forever::BackTo(state) => format!("and back to the state after step {}, for ever", before(state)),
            };
            teller.story.rows.push(Row::new(step, RowKind::Note, last, None, what, ""));
        }
        let last_step = teller.story.rows.last().map_or(0, |row| row.step);
        teller.story.rows.push(Row::new(last_step, RowKind::Broken, last, None, rule, ""));
        teller
    }

    /// `queueIn` on the left, then the processes, then all other variables that change and that no process has for itself.
    fn lay_out(&mut self, trace: &[State]) {
        let Some(first) = trace.first() else { return };
        let pc = value(first, "pc");
        self.processes = pc.and_then(Value::keys).unwrap_or_default().into_iter().map(str::to_string).collect();
        let keys = pc.and_then(Value::keys);
        let is_local = |name: &str| {
            let keys_of = |state: &State| value(state, name).and_then(Value::keys).map(|keys| keys.join(" "));
            keys.as_ref().is_some_and(|keys| trace.iter().all(|state| keys_of(state) == Some(keys.join(" "))))
        };
        let changes = |name: &str| trace.iter().any(|state| value(state, name) != value(first, name));
        let receives = trace.iter().any(|state| state.action.as_deref() == Some("Receive"));
        let shared =
            first.variables.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "pc" && !is_local(name));
        let wanted =
            shared.filter(|name| (changes(name) || receives && *name == "queueIn") && !is_counter(first, name));
        let (left, right): (Vec<&str>, Vec<&str>) = wanted.partition(|name| *name == "queueIn");
        self.add(&left);
        let processes = match self.processes.as_slice() {
            [] | [_] => vec!["process".to_string()],
            many => many.iter().map(|key| format!("process {key}")).collect(),
        };
        for (at, name) in processes.iter().enumerate() {
            let lane = self.story.lane(name, LaneKind::Process);
            self.lanes.insert(format!("process {at}"), lane);
        }
        self.add(&right);
    }

    fn add(&mut self, names: &[&str]) {
        for name in names {
            let kind = if name.to_lowercase().contains("queue") { LaneKind::Queue } else { LaneKind::Store };
            let lane = self.story.lane(*name, kind);
            self.lanes.insert((*name).to_string(), lane);
        }
    }

    fn row(&mut self, step: u32, before: &State, after: &State) -> Row {
        let action = after.action.clone().unwrap_or_default();
        let changed: Vec<(&str, &Value, &Value)> = after
            .variables
            .iter()
            .filter_map(|(name, new)| Some((name.as_str(), value(before, name)?, new)))
            .filter(|(_, old, new)| old != new)
            .collect();
        let moved =
            |key: &&String| changed.iter().any(|(_, old, new)| old.at(key).is_some() && old.at(key) != new.at(key));
        let at = self.processes.iter().position(|key| moved(&key)).unwrap_or(0);
        let from = self.lanes.get(&format!("process {at}")).copied().unwrap_or(0);
        let to = changed.iter().find_map(|(name, _, _)| self.lanes.get(*name)).copied();
        let number = |state| value(state, "failures").and_then(Value::number);
        let row = if number(after) > number(before) {
            self.faults.push(format!("{} fails at {action}", self.story.lanes[from].name));
            Row::new(step, RowKind::Crash, from, None, format!("{action} fails"), "").fault("failure")
        } else if let Some(message) = self.given_up(&action, before, after, at) {
            self.faults.push(format!("{} fails at {action}, and {message} is given up", self.story.lanes[from].name));
            let label = format!("{action} fails once more, and {message} leaves the queue");
            Row::new(step, RowKind::Crash, from, None, label, "").fault("given up")
        } else if let Some(queue) = self.lanes.get("queueIn").filter(|_| action == "Receive") {
            Row::new(step, RowKind::Delivery, *queue, Some(from), action, "")
        } else {
            let kind = if to.is_some() { RowKind::Operation } else { RowKind::Note };
            Row::new(step, kind, from, to, action, "")
        };
        let lane = self.story.lanes[from].name.clone();
        let key = self.processes.get(at).map_or("", String::as_str);
        let has_failed = row.fault.is_some();
        changed.into_iter().filter(|(name, _, _)| !["pc", "failures"].contains(name)).fold(
            row,
            |row, (name, old, new)| {
                match (old.at(key), new.at(key)) {
                    // What a process forgets when it fails says nothing more.
                    (Some(_), Some(_)) if has_failed && !self.lanes.contains_key(name) => row,
                    (Some(old), Some(new)) if !self.lanes.contains_key(name) => changes(row, &lane, name, old, new),
                    _ => changes(row, &lane, name, old, new),
                }
            },
        )
    }
}

impl Teller {
    /// The message that leaves `queueIn` where a process goes back to `Receive`, and not from `Ack`: a failure is not forgiven.
    fn given_up(&self, action: &str, before: &State, after: &State, process: usize) -> Option<String> {
        let key = self.processes.get(process)?;
        let receives = value(after, "pc")?.at(key)?.told().contains("Receive");
        value(before, "failures").filter(|_| receives && action != "Ack" && action != "Receive")?;
        let waits = value(after, "queueIn")?.elements()?;
        value(before, "queueIn")?.elements()?.iter().find(|message| !waits.contains(message)).map(ToString::to_string)
    }
}

/// Of a set what is new and what is gone, of anything else both.
fn changes(row: Row, lane: &str, name: &str, old: &Value, new: &Value) -> Row {
    let (Some(before), Some(after)) = (old.elements(), new.elements()) else {
        return row.changing(lane, name, Some(&old.told()), Some(&new.told()));
    };
    let gone = before.iter().filter(|element| !after.contains(element));
    let row = gone.fold(row, |row, element| row.changing(lane, &format!("{name} {element}"), Some("there"), None));
    let fresh = after.iter().filter(|element| !before.contains(element));
    fresh.fold(row, |row, element| row.changing(lane, name, None, Some(&element.told())))
}

fn value<'a>(state: &'a State, name: &str) -> Option<&'a Value> {
    state.variables.iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

/// Numbers get no column: `failures`, `txCounter`.
fn is_counter(state: &State, name: &str) -> bool {
    value(state, name).is_some_and(|value| value.number().is_some())
}

/// State 1 is before the first step.
fn before(state: &str) -> String {
    state.parse::<u32>().map_or_else(|_| state.to_string(), |state| state.saturating_sub(1).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(action: &str, pc: &str, failures: &str, out: &str) -> State {
        let variables = [("pc", pc), ("failures", failures), ("queueIn", "{1}"), ("queueOut", out)];
        let variables = variables.map(|(name, text)| (name.to_string(), Value::read(text))).to_vec();
        State { action: Some(action.to_string()).filter(|action| !action.is_empty()), variables }
    }

    #[test]
    fn a_trace_is_drawn_with_its_processes_and_failures() {
        let trace = vec![
            state("", "<<\"Receive\", \"Receive\">>", "0", "{}"),
            state("Receive", "<<\"Receive\", \"Send\">>", "0", "{}"),
            state("Send", "<<\"Receive\", \"Ack\">>", "0", "{1}"),
            state("Ack", "<<\"Receive\", \"Receive\">>", "1", "{1}"),
        ];
        let verdict = Verdict::Broken { what: "NoGhost".to_string(), reason: "false".to_string() };
        let heard = Heard { verdict, trace, distinct: 4, ..Heard::default() };
        let ruling = ruling("a spec", &heard);
        let story = ruling.report().story.clone().expect("it is broken");
        let names: Vec<&str> = story.lanes.iter().map(|lane| lane.name.as_str()).collect();
        assert_eq!(names, ["queueIn", "process 1", "process 2", "queueOut"]);
        let kinds: Vec<(RowKind, usize, Option<usize>)> =
            story.rows.iter().map(|row| (row.kind, row.from, row.to)).collect();
        use RowKind::{Broken, Crash, Delivery, Operation};
        assert_eq!(kinds, [(Delivery, 0, Some(2)), (Operation, 2, Some(3)), (Crash, 2, None), (Broken, 2, None)]);
        assert_eq!(ruling.report().faults, ["process 2 fails at Ack"]);
    }

    #[test]
    fn a_message_that_is_given_up_is_a_failure() {
        let trace = [("Receive", "{1}"), ("Send", "{1}"), ("Receive", "{}")];
        let trace = trace.map(|(pc, queue)| State {
            action: Some("Send".to_string()).filter(|_| queue == "{}"),
            variables: [("pc", format!("<<\"{pc}\">>")), ("failures", "1".into()), ("queueIn", queue.into())]
                .map(|(name, text)| (name.to_string(), Value::read(&text)))
                .to_vec(),
        });
        let teller = Teller::tell(&trace, None, "NoGhost");
        assert_eq!(teller.faults, ["process fails at Send, and 1 is given up"]);
        assert_eq!(teller.story.rows[1].label, "Send fails once more, and 1 leaves the queue");
    }

    #[test]
    fn a_spec_without_processes_has_one_column_for_its_steps() {
        let at = |x: &str, action: Option<&str>| State {
            action: action.map(str::to_string),
            variables: vec![("x".to_string(), Value::read(x))],
        };
        let verdict = Verdict::Broken { what: "Small".to_string(), reason: "false".to_string() };
        let heard = Heard { verdict, trace: vec![at("0", None), at("1", Some("Next"))], ..Heard::default() };
        let story = ruling("a spec", &heard).report().story.clone().expect("it is broken");
        assert_eq!((story.lanes.len(), story.rows.len()), (1, 2));
        assert_eq!(story.rows[0].changes[0].after.as_deref(), Some("1"));
    }
}
