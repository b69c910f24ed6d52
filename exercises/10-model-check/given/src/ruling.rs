//! Given: no need to edit. What the checker found, as the lab shows it.

use lab::exam::Ruling;

use crate::replay;
use crate::tell::Teller;
use crate::twin::{Action, Node, Twin};

/// A way to a state in which something is wrong.
pub(crate) fn of_path(twin: &Twin, title: &str, path: &[(Node, Option<Action>)]) -> Ruling {
    let mut teller = Teller::new(twin.workers);
    let actions: Vec<Action> = path.iter().filter_map(|(_, action)| *action).collect();
    for (pair, action) in path.windows(2).zip(&actions) {
        teller.tell(&pair[0].0, *action, &pair[1].0);
    }
    let last = &path.last().expect("a path has a state").0;
    let (rule, reason) = twin.wrong(last).expect("the checker stopped here for a reason");
    told(title, teller, Some((rule, reason))).replay(replay::name(title, &actions))
}

/// A story with its end, if it has a bad one.
pub(crate) fn told(title: &str, mut teller: Teller, wrong: Option<(String, String)>) -> Ruling {
    let ruling = match wrong {
        None => Ruling::holds(title),
        Some((rule, reason)) => {
            teller.broken(&rule);
            Ruling::broken(title, rule, reason)
        }
    };
    ruling.faults(teller.faults).story(teller.story)
}
