//! What may happen next, in the words in which the story will tell it.

use crate::report::{Choice, Row, RowKind};
use crate::schedule::Step;

use super::super::moves::Move;
use super::super::record::tell;
use super::super::state::Keys;
use super::Stage;

impl Stage<'_> {
    /// All that may happen next, each with a name of its own, what needs no fault first. Nothing, once a rule is broken.
    ///
    /// Other than [`choices`](Stage::choices) it holds each of two equal copies: a run that was found may need the second.
    fn named(&self) -> Vec<(String, Move)> {
        let mut named: Vec<(String, Move)> = Vec::new();
        for choice in self.possible() {
            let name = choice.step.to_string();
            let before = named.iter().filter(|(known, _)| Choice::call(known) == name).count();
            named.push((if before == 0 { name } else { format!("{name} #{}", before + 1) }, choice.chosen));
        }
        named
    }

    /// Does what has this name; false where it cannot happen now.
    pub(crate) fn take_named(&mut self, name: &str) -> bool {
        let found = self.named().into_iter().find(|(known, _)| known == name);
        let Some((_, chosen)) = found else { return false };
        self.advance(chosen);
        true
    }

    /// The names of these moves, one after the other, as far as they are possible. The stage goes with them.
    pub(crate) fn names_of(mut self, moves: &[Move]) -> Vec<String> {
        let mut names = Vec::new();
        for chosen in moves {
            let found = self.named().into_iter().find(|(_, known)| known == chosen);
            let Some((name, _)) = found else { break };
            names.push(name);
            self.advance(*chosen);
        }
        names
    }

    /// The choices as they are shown: each is tried, and told as the story would tell it; or not `tried`, and only named.
    pub(crate) fn offers(&mut self, tried: bool) -> Vec<Choice> {
        if !tried {
            return self.named().into_iter().map(|(name, chosen)| self.untried(name, chosen)).collect();
        }
        let mut offers: Vec<(Choice, u128)> = Vec::new();
        let mut keys = Keys::new(self.machine.plan.ranges.clone(), None, false);
        for (name, chosen) in self.named() {
            let mut choice = self.offer(name, chosen);
            let next = self.machine.take(&self.state, chosen);
            let key = keys.of(&next, &self.machine.locals);
            let is_like = |known: &Choice| looks(known) == looks(&choice);
            let same = offers.iter().filter(|(known, _)| is_like(known)).count();
            choice.alike = offers.iter().any(|(known, other)| is_like(known) && *other == key);
            if same > 0 && !choice.alike {
                choice.words = format!("{} ({})", choice.words, same + 1);
            }
            offers.push((choice, key));
        }
        offers.into_iter().map(|(choice, _)| choice).collect()
    }

    fn offer(&self, name: String, chosen: Move) -> Choice {
        let mut moves = self.moves.clone();
        moves.push(chosen);
        let story = tell(self.scenario, &moves).story;
        let row = story.rows.iter().find(|row| row.step as usize == moves.len() && row.kind != RowKind::Broken);
        let lane = |at: usize| story.lanes.get(at).map(|lane| lane.name.clone()).unwrap_or_default();
        // What happens only sometimes is told by a guard once it is chosen.
        let Some(row) = row else { return self.untried(name, chosen) };
        let many = matches!(chosen, Move::Serve { worker, .. } if self.has_its_like(worker));
        Choice {
            name,
            from: lane(row.from),
            words: words(row, &row.to.map(lane).unwrap_or_default(), many),
            fault: row.fault.clone(),
            at: row.at.clone(),
            alike: false,
        }
    }

    fn untried(&self, name: String, chosen: Move) -> Choice {
        let step = self.step_of(chosen);
        let words = match &step {
            Step::Step { gate, .. } => gate.clone(),
            _ => name.clone(),
        };
        let from = step.who().unwrap_or_default().to_string();
        let fault = step.fault().map(|fault| fault.word().to_string());
        Choice { name, from, words, fault, at: None, alike: false }
    }

    fn has_its_like(&self, process: u8) -> bool {
        let plan = &self.machine.plan;
        plan.ranges[plan.pool_of[process as usize]].len() > 1
    }
}

/// What is shown of a choice.
fn looks(choice: &Choice) -> (&str, &str, &Option<String>) {
    (&choice.from, &choice.words, &choice.fault)
}

/// What happens; what comes of it only where that is the choice itself.
fn words(row: &Row, to: &str, many: bool) -> String {
    let with = |outcome: &str| if outcome.is_empty() { String::new() } else { format!(" → {outcome}") };
    match row.kind {
        RowKind::Delivery if row.outcome.is_empty() => format!("{} to {to}", row.label),
        RowKind::Delivery => format!("{} to {to}, {}", row.label, row.outcome),
        RowKind::Request if many => format!("{} to {to}", row.label),
        RowKind::Response => format!("answer {}{}", row.label, with(&row.outcome)),
        _ if row.fault.is_some() || is_end(row) => format!("{}{}", row.label, with(&row.outcome)),
        _ => row.label.clone(),
    }
}

/// The end of a handler is decided already, and so is what comes of it.
fn is_end(row: &Row) -> bool {
    row.label.starts_with("ack ") || row.label == "ack" || row.label.starts_with("return ")
}
