//! What all tests of faults ask: is this reached, and what does it take?

use lab::Scenario;
use lab::report::{Broke, Report, Verdict};

/// The faults of the smallest run that breaks something.
pub fn faults_of_break(scenario: &Scenario) -> Vec<String> {
    let report = scenario.search();
    assert_eq!(report.verdict, Verdict::Broken, "{report:#?}");
    assert_eq!(report.broke, Some(Broke::Rule), "{report:#?}");
    report.faults
}

/// Asserts that one fault is enough, and returns its words.
pub fn one_fault(scenario: &Scenario) -> String {
    let faults = faults_of_break(scenario);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.into_iter().next().unwrap_or_default()
}

pub fn holds(scenario: &Scenario) -> Report {
    let report = scenario.search();
    assert_eq!(report.verdict, Verdict::Holds, "{report:#?}");
    report
}

/// Whether some run reaches the scenario's witness.
pub fn reaches(scenario: &Scenario) -> bool {
    let report = scenario.search();
    match report.broke {
        Some(Broke::Witness) => false,
        _ => {
            assert_eq!(report.verdict, Verdict::Holds, "{report:#?}");
            true
        }
    }
}
