//! The form for programs.

use serde::Serialize;

use super::output::{Heard, Verdict};

/// What was found.
#[derive(Serialize)]
pub struct Object<'a> {
    spec: &'a str,
    /// `holds`, `violated`, `error` or `limit`.
    verdict: &'static str,
    rule: Option<&'a str>,
    /// The steps of the shortest run that shows it.
    steps: Option<usize>,
    generated: u64,
    distinct: u64,
    error: Option<&'a str>,
}

impl Object<'_> {
    /// Of what was heard.
    pub fn new<'a>(spec: &'a str, heard: &'a Heard) -> Object<'a> {
        let (verdict, rule, error) = match &heard.verdict {
            Verdict::Holds => ("holds", None, None),
            Verdict::Broken { what, .. } => ("violated", Some(what.as_str()), None),
            Verdict::Wrong(what) => ("error", None, Some(what.as_str())),
            Verdict::Limit => ("limit", None, None),
        };
        let steps = rule.map(|_| heard.trace.len().saturating_sub(1));
        Object { spec, verdict, rule, steps, generated: heard.generated, distinct: heard.distinct, error }
    }
}
