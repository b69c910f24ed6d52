//! Given: no need to edit. A way through the model by a short name: `5f3a-1a-10-11` is worker 1 receives m1, takes its step as it
//! should, takes its step in the second way.

use lab::exam::Ruling;
use lab::report::{Effort, Least};

use crate::ruling::told;
use crate::tell::Teller;
use crate::twin::{Action, Twin};

pub(crate) fn name(title: &str, actions: &[Action]) -> String {
    let steps = actions.iter().map(|action| match *action {
        Action::Receive(worker, msg) => format!("{}{}", worker + 1, char::from(b'a' + (msg - 1) % 26)),
        Action::Step(worker, way) => format!("{}{}", worker + 1, way % 10),
    });
    std::iter::once(mark(title)).chain(steps).collect::<Vec<_>>().join("-")
}

/// Of whose test an id is.
fn mark(title: &str) -> String {
    let hash = title.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{:04x}", (hash >> 16) ^ (hash & 0xffff))
}

/// Goes that way again, as far as the model still does.
pub(crate) fn follow(empty: Ruling, twin: &Twin, title: &str, id: &str) {
    let Some(steps) = id.strip_prefix(&format!("{}-", mark(title))) else {
        return empty.judge();
    };
    let mut teller = Teller::new(twin.workers);
    let mut node = twin.start();
    let mut missing = Vec::new();
    for (number, step) in (1..).zip(steps.split('-')) {
        let way = |action: &Action| name("", &[*action]).split('-').nth(1) == Some(step);
        let Some((action, next)) = twin.steps(&node).into_iter().find(|(action, _)| way(action)) else {
            missing.push(format!("step {number} no longer happens: your change altered this"));
            break;
        };
        teller.tell(&node, action, &next);
        node = next;
        if twin.wrong(&node).is_some() {
            break;
        }
    }
    let effort = Effort { executions: 1, ..Effort::default() };
    told(title, teller, twin.wrong(&node)).effort(effort).least(Least::Unsaid).replay(id).replayed(missing);
}
