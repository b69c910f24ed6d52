//! For the lab's own tests and bench: the search beside an enumeration without any reduction.

pub use crate::sim::enumerate::Enumerated;
pub use crate::sim::state::Part;

use crate::report::Effort;
use crate::scenario::Scenario;
use crate::sim::search::{Found, Search};

/// What a search came to, without a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    /// The fewest faults of a run that breaks something; none where none does.
    pub fewest_faults: Option<u32>,
    /// How much was looked at.
    pub effort: Effort,
}

/// Searches a scenario; with `without`, a part of the key is left out, which is wrong on purpose.
///
/// None where a limit is reached.
///
/// # Panics
/// Where a witness is missed: that is no verdict to compare.
pub fn search(scenario: &Scenario, without: Option<Part>) -> Option<Searched> {
    let mut search = Search::new(scenario, scenario.budget(), without);
    let fewest_faults = match search.run() {
        Found::Nothing => None,
        Found::Breach { faults } => Some(faults),
        Found::Limit(_) => return None,
        other => panic!("the search came to no verdict: {other:?}"),
    };
    Some(Searched { fewest_faults, effort: search.effort })
}

/// Makes every run of a scenario from its start, up to `most` of them, without key, memo or symmetry.
pub fn enumerate(scenario: &Scenario, most: u64) -> Enumerated {
    crate::sim::enumerate::enumerate(scenario, scenario.budget(), most)
}
