//! Named parts of the infrastructure, shared between states until one is written.

use std::sync::Arc;

use crate::hash::Mix;
use crate::op::Name;
use crate::tally::Tally;

/// Something that can stand on a [`Shelf`].
pub(crate) trait Shelved: Clone + Default {
    /// Writes all that makes a difference.
    fn mix(&self, mix: &mut Mix);

    /// About how many bytes it takes beyond its own size.
    fn bytes(&self) -> usize;
}

#[derive(Clone, Debug)]
struct Slot<S> {
    name: Name,
    state: Arc<Counted<S>>,
    hash: u128,
}

/// A part and the bytes that it and its slot take.
#[derive(Clone, Debug)]
struct Counted<S> {
    part: S,
    _tally: Tally,
}

impl<S: Shelved> Counted<S> {
    /// With a copy of the shelf, which each change makes.
    fn of(part: S, slots: usize) -> Self {
        let tally = Tally::of(part.bytes() + size_of::<Counted<S>>() + slots * size_of::<Slot<S>>());
        Counted { part, _tally: tally }
    }
}

/// Parts by name, in the order of their names.
#[derive(Clone, Debug)]
pub(crate) struct Shelf<S> {
    slots: Arc<Vec<Slot<S>>>,
}

impl<S> Default for Shelf<S> {
    fn default() -> Self {
        Shelf { slots: Arc::new(Vec::new()) }
    }
}

impl<S: Shelved> Shelf<S> {
    pub(crate) fn get(&self, name: &str) -> Option<&S> {
        let at = self.slots.binary_search_by(|slot| (*slot.name).cmp(name)).ok()?;
        Some(&self.slots[at].state.part)
    }

    /// Changes a part in place, after a copy where other states share it.
    pub(crate) fn change<R>(&mut self, name: &Name, change: impl FnOnce(&mut S) -> R) -> R {
        let slots = Arc::make_mut(&mut self.slots);
        let at = slots.binary_search_by(|slot| slot.name.cmp(name)).unwrap_or_else(|at| {
            slots.insert(at, Slot { name: name.clone(), state: Arc::new(Counted::of(S::default(), 0)), hash: 0 });
            at
        });
        let count = slots.len();
        let slot = &mut slots[at];
        let state = Arc::make_mut(&mut slot.state);
        let result = change(&mut state.part);
        let part = std::mem::take(&mut state.part);
        *state = Counted::of(part, count);
        let mut mix = Mix::new();
        mix.text(&slot.name);
        slot.state.part.mix(&mut mix);
        slot.hash = mix.finish();
        result
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Name, &S)> {
        self.slots.iter().map(|slot| (&slot.name, &slot.state.part))
    }

    pub(crate) fn mix(&self, mix: &mut Mix) {
        mix.number(self.slots.len() as u64);
        for slot in self.slots.iter() {
            mix.hash(slot.hash);
        }
    }
}
