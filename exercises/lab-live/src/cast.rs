//! A scenario as a run needs it.

use lab::process::Code;
use lab::{Name, Pool, Role, Scenario};

/// A scenario, and which of its processes belongs to which pool.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(crate) scenario: Scenario,
    pub(crate) pool_of: Vec<usize>,
    pub(crate) names: Vec<Name>,
}

impl Cast {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        let pools = scenario.pools().iter().enumerate();
        Cast {
            pool_of: pools.flat_map(|(index, pool)| std::iter::repeat_n(index, pool.workers)).collect(),
            names: scenario.process_names(),
            scenario: scenario.clone(),
        }
    }

    pub(crate) fn pool(&self, process: usize) -> &Pool {
        &self.scenario.pools()[self.pool_of[process]]
    }

    pub(crate) fn code(&self, process: usize) -> &Code {
        &self.pool(process).code
    }

    /// The pool of a service.
    pub(crate) fn service(&self, name: &str) -> Option<usize> {
        let is_it = |pool: &Pool| *pool.name == *name && pool.role == Role::Service;
        self.scenario.pools().iter().position(is_it)
    }
}
