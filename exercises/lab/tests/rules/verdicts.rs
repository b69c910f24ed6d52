//! What the tests of rules ask of a report.

use lab::Scenario;
use lab::report::{Broke, Report, Verdict};

pub fn holds(scenario: &Scenario) -> Report {
    let report = scenario.search();
    assert_eq!(report.verdict, Verdict::Holds, "{report:#?}");
    report
}

/// What was seen where this rule broke.
pub fn breaks(scenario: &Scenario, sentence: &str) -> String {
    let report = scenario.search();
    assert_eq!(report.verdict, Verdict::Broken, "{report:#?}");
    assert_eq!(report.broke, Some(Broke::Rule), "{report:#?}");
    assert_eq!(report.rule.as_deref(), Some(sentence), "{report:#?}");
    report.reason.unwrap_or_default()
}
