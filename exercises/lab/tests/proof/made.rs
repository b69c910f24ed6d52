//! Systems made by hand, each with a breach that only one part of the key tells from a harmless state.

use lab::Fault;

use crate::program::{Step, When};
use crate::system::{Shape, System};

fn workers(program: Vec<Step>, messages: Vec<bool>) -> System {
    // The rule: in the end a equals b.
    System { program, shape: Shape::Workers(messages), faults: Vec::new(), rule: 2 }
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
    let seen = if one { [Step::Stop(true), Step::Remember(1)] } else { [Step::Remember(1), Step::Stop(true)] };
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
    program.extend([Step::Stop(true), Step::Load(0), Step::SkipIf(When::Found, 1), Step::Put(1, 1), Step::Stop(true)]);
    workers(program, vec![false, true, true])
}

/// The first message makes `a` and deletes it. The second looks for `b`, and if that fails and `a` is still there, makes `b`.
/// Both are left only if the deletion is not done, without an answer, and the look is refused.
///
/// A deletion that is refused leaves the same behind: which of the two faults is used up is in the faults alone.
fn not_done_first_then_refused() -> System {
    let program = vec![
        Step::SkipIf(When::SecondMessage, 3),
        Step::Put(0, 1),
        Step::Delete(0),
        Step::Stop(true),
        Step::Load(1),
        Step::SkipIf(When::Failed, 1),
        Step::Stop(true),
        Step::Load(0),
        Step::SkipIf(When::Found, 1),
        Step::Stop(true),
        Step::Put(1, 1),
    ];
    // The rule: in the end not both are there.
    System {
        program,
        shape: Shape::OneWorker(vec![false, true]),
        faults: vec![Fault::Unavailable, Fault::Ambiguous],
        rule: 8,
    }
}

/// All of them, and the fewest faults that break them.
pub fn all() -> [(System, u32); 4] {
    [
        (only_the_first_may_not_lose(), 0),
        (whoever_saw_it_remembers(false), 0),
        (whoever_saw_it_remembers(true), 0),
        (not_done_first_then_refused(), 2),
    ]
}
