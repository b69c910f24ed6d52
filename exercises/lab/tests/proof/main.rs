//! The proof of the search: on random small systems it must agree with an enumeration that has no key, no memo, no symmetry
//! and no other reduction; and leaving any part out of the key must be noticed.

mod made;
mod program;
mod system;

use lab::proof::{Part, enumerate, search};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use system::{System, systems};

/// Systems whose enumeration takes more runs than this are passed over: it takes exponential time.
const RUNS_MOST: u64 = 4_000;

/// How many systems are compared in one run of the tests, those that were passed over not counted: so many that hold, so many
/// that break without a fault, so many that break only with one. Agreement is worth something only where verdicts differ.
const QUOTAS: [(&str, u32); 3] = [("hold", 120), ("break without a fault", 80), ("break with a fault", 120)];

fn runner(seed: u8) -> TestRunner {
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

fn some_systems(seed: u8) -> impl Iterator<Item = System> {
    let (mut runner, strategy) = (runner(seed), systems());
    std::iter::from_fn(move || Some(strategy.new_tree(&mut runner).expect("a system can always be made").current()))
}

fn kind(fewest_faults: Option<u32>) -> usize {
    fewest_faults.map_or(0, |faults| if faults == 0 { 1 } else { 2 })
}

#[test]
fn the_search_agrees_with_plain_enumeration_on_verdict_and_fewest_faults() {
    let mut left = QUOTAS.map(|(_, most)| most);
    let mut runner = runner(1);
    let strategy = systems();
    while left.iter().any(|left| *left > 0) {
        let tree = strategy.new_tree(&mut runner).expect("a system can always be made");
        let system = tree.current();
        let scenario = system.scenario();
        let Some(searched) = search(&scenario, None) else {
            continue;
        };
        let kind = kind(searched.fewest_faults);
        if left[kind] == 0 {
            continue;
        }
        let plain = enumerate(&scenario, RUNS_MOST);
        if !plain.complete {
            continue;
        }
        assert_eq!(searched.fewest_faults, plain.fewest_faults, "they disagree on {}", system.shrunk(tree));
        left[kind] -= 1;
    }
}

#[test]
fn the_systems_made_by_hand_break_as_they_are_said_to() {
    for (system, faults) in made::all() {
        assert_eq!(search(&system.scenario(), None).expect("it ends").fewest_faults, Some(faults), "{system:#?}");
        assert_eq!(enumerate(&system.scenario(), 20_000).fewest_faults, Some(faults), "{system:#?}");
    }
}

/// How many systems are tried before an omission counts as unnoticed.
const TRIES: usize = 3_000;

fn is_noticed(part: Part) -> bool {
    made::all().map(|(system, _)| system).into_iter().chain(some_systems(2).take(TRIES)).any(|system| {
        let scenario = system.scenario();
        let (wrong, right) = (search(&scenario, Some(part)), search(&scenario, None));
        wrong.zip(right).is_some_and(|(wrong, right)| wrong.fewest_faults != right.fewest_faults)
    })
}

#[test]
fn leaving_out_the_infrastructure_is_noticed() {
    assert!(is_noticed(Part::Infrastructure));
}

#[test]
fn leaving_out_the_input_is_noticed() {
    assert!(is_noticed(Part::Input));
}

#[test]
fn leaving_out_the_answers_is_noticed() {
    assert!(is_noticed(Part::Answers));
}

#[test]
fn leaving_out_the_memory_is_noticed() {
    assert!(is_noticed(Part::Memory));
}

#[test]
fn leaving_out_the_faults_is_noticed() {
    assert!(is_noticed(Part::Faults));
}

#[test]
fn leaving_out_what_the_rules_remember_is_noticed() {
    assert!(is_noticed(Part::Rules));
}
