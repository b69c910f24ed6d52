//! Ids of runs: what they find, and what is no id.

use lab::report::{Broke, Report};
use lab::{ReplayError, Scenario};

use crate::shop::{charged_twice, ghost_order, lost_order, poison};

fn broken() -> [(Scenario, Report); 4] {
    [lost_order(), ghost_order(), charged_twice(true), poison()].map(|scenario| {
        let report = scenario.search();
        assert_eq!(report.broke, Some(Broke::Rule));
        (scenario, report)
    })
}

fn id(report: &Report) -> &str {
    report.replay.as_deref().expect("a broken run has an id")
}

#[test]
fn an_id_finds_the_same_run_and_the_same_breach() {
    for (scenario, report) in broken() {
        let replayed = scenario.replay(id(&report)).expect("it is an id of this scenario");
        assert_eq!(replayed.broke, report.rule.clone().zip(report.reason.clone()), "{}", scenario.title());
        assert_eq!(Some(&replayed.story), report.story.as_ref(), "{}", scenario.title());
        assert_eq!(replayed.missing, Vec::<String>::new());
    }
}

#[test]
fn an_id_is_short_enough_to_be_typed() {
    for (scenario, report) in broken() {
        assert!(id(&report).len() < 40, "{}: {}", scenario.title(), id(&report));
    }
}

#[test]
fn an_id_may_be_typed_in_capitals_and_without_dashes() {
    let (scenario, report) = (lost_order(), lost_order().search());
    let typed = format!(" {} ", id(&report).to_uppercase().replace('-', ""));
    let replayed = scenario.replay(&typed).expect("it is the same id");
    assert_eq!(replayed.broke.map(|(rule, _)| rule), report.rule);
}

#[test]
fn what_is_no_id_is_said_to_be_malformed() {
    let report = lost_order().search();
    let cut = &id(&report)[..id(&report).len() - 1];
    for garbage in ["", "-", "?", "abc", "hello world", "o0o0", "é", cut, &format!("{}0", id(&report))] {
        let error = lost_order().replay(garbage).expect_err(garbage);
        assert!(matches!(error, ReplayError::Malformed(_)), "{garbage}: {error}");
        assert!(error.to_string().starts_with("not a replay id: "), "{error}");
    }
}

#[test]
fn an_id_of_another_scenario_is_told_apart() {
    let report = lost_order().search();
    for other in [ghost_order(), poison(), lost_order().crashes(2), lost_order().given("carts", &lab::Id::new("c"), &1)]
    {
        assert_eq!(other.replay(id(&report)).unwrap_err(), ReplayError::OtherScenario);
    }
}

#[test]
fn no_letters_lead_to_a_panic() {
    let report = lost_order().search();
    let own = &id(&report)[..4];
    let letters = "0123456789abcdefghjkmnpqrstvwxyz";
    for one in letters.chars() {
        for two in letters.chars() {
            for tail in ["0000", "zzzz", "8888-8888-8888", "vvvv-0000-zzzz"] {
                let _ = lost_order().replay(&format!("{own}-{one}{two}{tail}"));
            }
        }
    }
}
