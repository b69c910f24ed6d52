//! Random programs: whatever is asked, in whatever order, both answer the same.

use std::collections::BTreeMap;
use std::time::Duration;

use lab::{Bytes, ITEM_LIMIT_BYTES, Id, Key, Name, Op, Write};
use serve::loss::Dice;

use crate::both::Both;

/// Programs are short, so that keys are met again and again.
const PROGRAMS: u64 = 30;
const STEPS: u64 = 60;

/// A random program: each step an operation on a few keys, with etags that were seen before.
struct Program {
    dice: Dice,
    both: Both,
}

impl Program {
    fn key(&mut self) -> Key {
        let (partition, item) = (self.dice.below(2), self.dice.below(3));
        Key::within(format!("p{partition}"), format!("i{item}"))
    }

    fn store(&mut self) -> Name {
        ["left", "right"][self.dice.below(2) as usize].into()
    }

    /// One value in twenty is too large.
    fn value(&mut self) -> Bytes {
        let length = if self.dice.below(20) == 0 { ITEM_LIMIT_BYTES } else { 3 };
        Bytes::of(&"x".repeat(length + self.dice.below(3) as usize))
    }

    /// A write for the lab, and the same for the database.
    fn write(&mut self, store: &Name) -> [Write; 2] {
        let (key, value) = (self.key(), self.value());
        let known = self.both.etags.get(&(store.clone(), key.clone())).map_or(&[][..], |known| known);
        // The latest ones, else nearly all would be stale.
        let back = self.dice.below(3) as usize + 1;
        let Some(&(lab, db)) = known.get(known.len().saturating_sub(back)) else {
            return [Write::Put(key.clone(), value.clone()), Write::Put(key, value)];
        };
        let lives = [None, Some(Duration::from_secs(1800)), Some(Duration::from_secs(5400))];
        let same = |write: Write| [write.clone(), write];
        match self.dice.below(6) {
            0 | 1 => same(Write::Create(key, value, lives[self.dice.below(3) as usize])),
            2 => [Write::Replace(key.clone(), value.clone(), lab), Write::Replace(key, value, db)],
            3 => same(Write::Put(key, value)),
            4 => same(Write::Delete(key, None)),
            _ => [Write::Delete(key.clone(), Some(lab)), Write::Delete(key, Some(db))],
        }
    }

    fn step(&mut self) -> [Op; 2] {
        let store = self.store();
        let same = |op: Op| [op.clone(), op];
        match self.dice.below(8) {
            0..=2 => self.write(&store).map(|write| Op::Write(store.clone(), write)),
            3 | 4 => {
                let writes: Vec<[Write; 2]> = (0..self.dice.below(4)).map(|_| self.write(&store)).collect();
                let side = |side: usize| writes.iter().map(|both| both[side].clone()).collect();
                [Op::Batch(store.clone(), side(0)), Op::Batch(store, side(1))]
            }
            5 | 6 => same(Op::Load(store, self.key())),
            _ => same(Op::Query(store, Id::new(format!("p{}", self.dice.below(2))))),
        }
    }
}

/// An etag that was given for one item is used for that one only: the lab counts the writes of each, the database all.
#[test]
fn random_programs_get_the_answers_that_the_lab_gives() {
    let mut heard: BTreeMap<String, u32> = BTreeMap::new();
    for seed in 0..PROGRAMS {
        let mut program = Program { dice: Dice::new(seed), both: Both::new("random") };
        for step in 0..STEPS {
            let said = format!("program {seed}, step {step}");
            match program.dice.below(20) {
                0 => program.both.an_hour_passes(),
                1 => program.both.restart(),
                _ => {
                    let op = program.step();
                    program.both.ask(op, &said);
                }
            }
            program.both.compare(&said);
        }
        program.both.heard.iter().for_each(|(word, times)| *heard.entry(word.clone()).or_default() += times);
    }
    let expected = "batch: conflict, batch: done, batch: not found, batch: refused, batch: too large, create: conflict, \
                    create: done, create: too large, delete: conflict, delete: done, delete: not found, load: done, \
                    load: none, put: done, put: too large, query: done, replace: conflict, replace: done, \
                    replace: not found, replace: too large";
    assert_eq!(heard.into_keys().collect::<Vec<_>>().join(", "), expected);
}
