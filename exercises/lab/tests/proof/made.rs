//! Systems made by hand, each with a breach that only one part of the key tells from a harmless state.

use crate::program::{Step, When};
use crate::system::{Shape, System};

fn workers(program: Vec<Step>, messages: Vec<bool>) -> System {
    // The rule: in the end a equals b.
    System {
        program,
        shape: Shape::Workers(messages),
        faults: Vec::new(),
        rule: 2,
    }
}

/// Both try to create `a`, and whoever wins deletes it again. Only if the first message loses does it write `b`.
///
/// Who has won is in the inputs alone: the answers are the same the other way round.
fn only_the_first_may_not_lose() -> System {
    let program = vec![
        Step::Create(0, 0),
        Step::SkipIf(When::Failed, 2),
        Step::Delete(0),
        Step::Stop(true),
        Step::SkipIf(When::SecondMessage, 1),
        Step::Put(1, 1),
        Step::Stop(true),
    ];
    workers(program, vec![false, true])
}

/// The first message makes `a` 0, then 1, and deletes it. A worker that saw the 0 (or, with `one`, the 1) remembers, and writes
/// `b` at its next message if `a` is gone by then.
///
/// Whether it saw it is in its memory alone.
fn whoever_saw_it_remembers(one: bool) -> System {
    let seen = if one {
        [Step::Stop(true), Step::Remember(1)]
    } else {
        [Step::Remember(1), Step::Stop(true)]
    };
    let mut program = vec![
        Step::SkipIf(When::SecondMessage, 4),
        Step::Put(0, 0),
        Step::Put(0, 1),
        Step::Delete(0),
        Step::Stop(true),
        Step::SkipIf(When::Remembers, 7),
        Step::Load(0),
        Step::SkipIf(When::Found, 1),
        Step::Stop(true),
        Step::SkipIf(When::FoundOne, 1),
    ];
    program.extend(seen);
    program.extend([
        Step::Stop(true),
        Step::Load(0),
        Step::SkipIf(When::Found, 1),
        Step::Put(1, 1),
        Step::Stop(true),
    ]);
    workers(program, vec![false, true, true])
}

/// All of them.
pub fn all() -> [System; 3] {
    [
        only_the_first_may_not_lose(),
        whoever_saw_it_remembers(false),
        whoever_saw_it_remembers(true),
    ]
}
