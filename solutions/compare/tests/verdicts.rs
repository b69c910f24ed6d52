//! What the tables say, as sentences that can become false.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use compare::costs::{self, Costs};
use compare::faults;
use compare::table::{self, Cell};
use compare::techniques::{self, Technique};
use lab::report::{ReplayOutcome, Verdict};

fn technique(name: &str) -> &'static Technique {
    techniques::ALL.iter().find(|technique| technique.name == name).expect("a technique of this name")
}

/// `-` for a cell that survives, nothing for what cannot go wrong, else its fewest faults; all that is broken replays, in its own
/// scenario.
#[track_caller]
fn verdicts(name: &str, wanted: [&str; 9]) {
    let technique = technique(name);
    let cells: Vec<Cell> = faults::ALL.iter().map(|column| table::cell(technique, column)).collect();
    let words: Vec<String> = cells.iter().map(words).collect();
    assert_eq!(words, wanted, "{name}");
    for cell in cells.iter().filter(|cell| cell.verdict == Some(Verdict::Broken)) {
        let id = cell.replay.as_ref().expect("what is broken has a replay id");
        let replay = table::replay(id);
        assert_eq!(replay.outcome, ReplayOutcome::Broken, "{name}, {}: {id}", cell.column);
        assert_eq!(replay.report.title, format!("{name}: {}", cell.column), "{id}");
        assert_eq!(replay.report.rule, cell.rule, "{id}");
    }
}

fn words(cell: &Cell) -> String {
    match cell.verdict {
        None => String::new(),
        Some(Verdict::Holds) => "-".to_string(),
        Some(Verdict::Broken) => cell.faults.len().to_string(),
        Some(Verdict::Unknown | Verdict::Ran) => format!("{:?}", cell.verdict),
    }
}

#[test]
fn the_columns_stand_in_this_order() {
    let names: Vec<&str> = faults::ALL.iter().map(|column| column.name).collect();
    let wanted = [
        "crash",
        "ambiguous write",
        "both together",
        "concurrent copy",
        "late replay",
        "item limit",
        "dead letter",
        "lost request",
        "lost response",
    ];
    assert_eq!(names, wanted);
}

#[test]
fn naive_breaks_without_a_fault() {
    verdicts("naive", ["1", "1", "1", "0", "1", "-", "1", "", ""]);
}

#[test]
fn processed_ids_lose_an_event_in_a_crash() {
    verdicts("processed ids", ["1", "1", "1", "-", "-", "0", "1", "", ""]);
}

#[test]
fn stable_ids_contradict_themselves_without_a_fault() {
    verdicts("ids + stable ids", ["1", "1", "1", "0", "1", "0", "1", "", ""]);
}

#[test]
fn an_outbox_breaks_at_the_item_limit() {
    verdicts("outbox", ["-", "-", "-", "-", "-", "0", "1", "", ""]);
}

#[test]
fn a_deduplication_store_breaks_when_it_forgets() {
    verdicts("outbox + store", ["-", "-", "-", "-", "3", "-", "1", "", ""]);
}

#[test]
fn one_transaction_is_finished_by_whoever_comes_next() {
    verdicts("one transaction", ["-", "-", "-", "-", "3", "-", "-", "", ""]);
}

#[test]
fn tokens_survive_the_late_replay() {
    verdicts("tokens", ["-", "-", "-", "-", "-", "-", "1", "", ""]);
}

#[test]
fn an_idempotency_key_breaks_when_it_is_forgotten() {
    verdicts("idempotency key", ["-", "-", "-", "-", "3", "-", "1", "-", "-"]);
}

#[test]
fn an_exchange_survives_the_late_replay_and_lost_calls() {
    verdicts("HTTP exchange", ["-", "-", "-", "-", "-", "-", "1", "-", "-"]);
}

/// What a technique costs; all are measured once.
fn costs(name: &str) -> &'static Costs {
    static ALL: OnceLock<BTreeMap<&'static str, Costs>> = OnceLock::new();
    let all = || techniques::ALL.iter().map(|technique| (technique.name, costs::of(technique))).collect();
    &ALL.get_or_init(all)[name]
}

/// Round trips, and of them loads, writes (with a condition), sends and calls.
#[track_caller]
fn a_message_costs(name: &str, wanted: [usize; 6]) {
    let costs = costs(name);
    let of_it = [costs.loads, costs.writes, costs.conditional, costs.sends, costs.calls];
    assert_eq!((costs.round_trips, of_it.as_slice()), (wanted[0], &wanted[1..]), "{name}");
    assert_eq!(costs.loads + costs.writes + costs.sends + costs.calls, costs.round_trips, "{name}");
    assert_eq!(costs.garbage_after_crashes.verdict, Verdict::Holds, "{name}");
    assert_eq!(costs.garbage_after_copies.verdict, Verdict::Holds, "{name}");
    assert_eq!(costs.stored_bytes.len(), costs::RUN.messages + 1, "{name}");
}

#[test]
fn more_is_survived_for_more_round_trips() {
    a_message_costs("naive", [3, 1, 1, 1, 1, 0]);
    a_message_costs("processed ids", [3, 1, 1, 1, 1, 0]);
    a_message_costs("ids + stable ids", [3, 1, 1, 1, 1, 0]);
    a_message_costs("outbox", [4, 1, 2, 2, 1, 0]);
    a_message_costs("outbox + store", [9, 3, 5, 3, 1, 0]);
    a_message_costs("one transaction", [9, 3, 5, 3, 1, 0]);
    a_message_costs("tokens", [7, 3, 3, 2, 1, 0]);
    a_message_costs("idempotency key", [5, 2, 1, 1, 1, 1]);
    a_message_costs("HTTP exchange", [9, 2, 3, 2, 1, 3]);
}

#[test]
fn ids_are_kept_somewhere_and_rights_are_not() {
    let kept = |name| costs(name).kept_bytes;
    assert!(
        ["processed ids", "ids + stable ids", "outbox", "outbox + store", "one transaction", "idempotency key"]
            .into_iter()
            .all(|name| kept(name) >= 36)
    );
    assert_eq!([kept("naive"), kept("tokens"), kept("HTTP exchange")], [0, 0, 0]);
    let too_large = |name| costs(name).too_large_at;
    assert!(["processed ids", "ids + stable ids", "outbox"].into_iter().all(|name| too_large(name).is_some()));
    let small = ["naive", "outbox + store", "one transaction", "tokens", "idempotency key", "HTTP exchange"];
    assert!(small.into_iter().all(|name| too_large(name).is_none()));
}

#[test]
fn what_was_staged_and_never_saved_stays() {
    let left = |name| {
        let costs = costs(name);
        (costs.garbage_after_crashes.bytes > 0, costs.garbage_after_copies.bytes > 0)
    };
    assert_eq!(left("outbox + store"), (true, true));
    assert_eq!(left("one transaction"), (true, false));
    for name in ["naive", "processed ids", "ids + stable ids", "outbox", "tokens", "idempotency key", "HTTP exchange"] {
        assert_eq!(left(name), (false, false), "{name}");
    }
}

#[test]
fn a_replay_id_that_nobody_knows_is_said_to_be_one() {
    assert_eq!(table::replay("0000").outcome, ReplayOutcome::OtherScenario);
    assert!(matches!(table::replay("!").outcome, ReplayOutcome::Malformed { .. }));
}
