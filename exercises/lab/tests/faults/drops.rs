//! What a handler does while it is dropped in a crash never happened.

use std::pin::Pin;
use std::task::{Context, Waker};

use lab::{Id, Ids, Memory, Scenario, Store, consumer, ensure};

use crate::common::{Note, id, note};
use crate::reach::holds;

struct Desk {
    items: Store<u32>,
    ids: Ids,
    last: Memory<Option<Id>>,
}

/// Tries to do all that a handler can do, when it is dropped.
struct Testament<'d>(&'d Desk);

impl Drop for Testament<'_> {
    fn drop(&mut self) {
        self.0.last.set(&Some(self.0.ids.fresh()));
        let mut gate = self.0.items.put(&id("testament"), &1);
        let mut context = Context::from_waker(Waker::noop());
        assert!(Future::poll(Pin::new(&mut gate), &mut context).is_pending());
    }
}

#[test]
fn gates_and_memory_do_nothing_while_a_crashed_handler_is_dropped() {
    let desk = |world: &lab::World| Desk { items: world.store("items"), ids: world.ids(), last: world.memory("last") };
    let handler = consumer(desk, async |desk: &Desk, message: Note| {
        assert_eq!(desk.last.get(), None, "memory was written by a dead handler");
        let testament = Testament(desk);
        desk.items.put(&message.id, &1).await?;
        desk.items.put(&id("done"), &1).await?;
        std::mem::forget(testament);
        Ok(())
    });
    let report = holds(
        &Scenario::new("a testament")
            .given_message("notes", &note("a"))
            .given_message("notes", &note("b"))
            .consumer("clerk", "notes", 2, handler)
            .crashes(2)
            .always("no testament is written", |view| {
                ensure(!view.keys("items").contains(&(&id("testament")).into()), || "one is".into())
            }),
    );
    assert!(report.effort.states > 20);
}
