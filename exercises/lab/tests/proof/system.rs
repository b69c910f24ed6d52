//! Random small systems around random programs: who runs them, what may go wrong, what must be true.

use std::sync::Arc;

use http::Method;
use lab::proof::{enumerate, search};
use lab::{Event, Fault, Http, Id, Key, Request, Rule, Scenario, View, client, consumer, ensure, ready, service};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::program::{Note, Step, Tools, answer, programs, run};

/// How a program is run.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Two workers, and the messages in their queue: `true` is the second one.
    Workers(Vec<bool>),
    /// The same with one worker.
    OneWorker(Vec<bool>),
    /// A service of so many workers, and as many clients that ask it and ask again once.
    Service(u8),
}

#[derive(Clone, Debug)]
pub struct System {
    pub program: Vec<Step>,
    pub shape: Shape,
    pub faults: Vec<Fault>,
    pub rule: u8,
}

fn value(view: &View<'_>, name: &str) -> Option<u8> {
    view.item::<u8>("s", Key::new(name)).map(|value| *value)
}

fn wrote(event: &Event, name: &str) -> bool {
    matches!(event, Event::Wrote { key, .. } if key.item.as_str() == name)
}

fn at_most_once(sentence: &str, counts: impl Fn(&Event) -> bool + Send + Sync + 'static) -> Rule {
    let step = move |count: &mut u8, event: &Event, _: &View<'_>| {
        *count += u8::from(counts(event));
        ensure(*count < 2, || "twice".into())
    };
    Rule::fold(sentence, 0_u8, step, |_, _| Ok(()))
}

fn rule(number: u8) -> Rule {
    match number {
        0 => Rule::always("not both are 1", |view| {
            ensure(value(view, "a") != Some(1) || value(view, "b") != Some(1), || "both".into())
        }),
        1 => Rule::finally("a is there", |view| ensure(value(view, "a").is_some(), || "none".into())),
        2 => Rule::finally("a equals b", |view| ensure(value(view, "a") == value(view, "b"), || "unequal".into())),
        3 => at_most_once("a is written once", |event| wrote(event, "a")),
        4 => {
            at_most_once("one message is sent", |event| matches!(event, Event::Sent { queue, .. } if **queue == *"out"))
        }
        5 => ready::consistent_output("copies agree", "out"),
        8 => Rule::finally("in the end not both are 1", |view| {
            ensure(value(view, "a") != Some(1) || value(view, "b") != Some(1), || "both".into())
        }),
        6 => Rule::fold(
            "the last write is one of b",
            false,
            |last, event, _| {
                *last = wrote(event, "a") || *last && !wrote(event, "b");
                Ok(())
            },
            |last, _| ensure(!*last, || "a".into()),
        ),
        _ => Rule::fold(
            "b is never written after a",
            false,
            |seen, event, _| {
                *seen |= wrote(event, "a");
                ensure(!(*seen && wrote(event, "b")), || "after".into())
            },
            |_, _| Ok(()),
        ),
    }
}

async fn asks_twice(http: &Http, path: &str) {
    for _ in 0..2 {
        if http.empty(Method::POST, path).await.is_ok() {
            return;
        }
    }
}

impl System {
    pub fn scenario(&self) -> Scenario {
        let program = Arc::new(self.program.clone());
        let scenario = Scenario::new("random").rule(rule(self.rule)).deliveries(2).dead_letters_allowed();
        let scenario = match &self.shape {
            Shape::Workers(messages) | Shape::OneWorker(messages) => {
                let workers = if matches!(self.shape, Shape::OneWorker(_)) { 1 } else { 2 };
                let handler =
                    consumer(Tools::new, async move |tools: &Tools, note: Note| run(&program, tools, &note.id).await);
                let send = |scenario: Scenario, second: &bool| {
                    let id = Id::new(if *second { "2" } else { "1" });
                    scenario.given_message("q", &Note { id, value: 0 })
                };
                messages.iter().fold(scenario, send).consumer("worker", "q", workers, handler)
            }
            Shape::Service(workers) => {
                let handler = service(Tools::new, async move |tools: &Tools, request: Request| {
                    answer(&program, tools, &request).await
                });
                let ask = |number: u8| {
                    client(
                        |world| world.http("service"),
                        async move |http: &Http| asks_twice(http, &format!("/{number}")).await,
                    )
                };
                let scenario = scenario.service("service", usize::from(*workers), handler);
                (1..=*workers)
                    .fold(scenario, |scenario, number| scenario.client(&format!("client {number}"), ask(number)))
            }
        };
        self.faults.iter().fold(scenario, |scenario, fault| scenario.faults(*fault, 1))
    }

    /// The smallest system like this one on which search and enumeration still disagree, in words.
    pub fn shrunk(&self, mut tree: impl ValueTree<Value = System>) -> String {
        let disagree = |system: &System| {
            let scenario = system.scenario();
            let plain = enumerate(&scenario, crate::RUNS_MOST);
            plain.complete
                && search(&scenario, None).is_some_and(|searched| searched.fewest_faults != plain.fewest_faults)
        };
        let mut smallest = self.clone();
        while tree.simplify() {
            if disagree(&tree.current()) {
                smallest = tree.current();
            } else if !tree.complicate() {
                break;
            }
        }
        format!("{smallest:#?}")
    }
}

fn faults() -> impl Strategy<Value = Vec<Fault>> {
    let kinds = [Fault::Crash, Fault::Ambiguous, Fault::Unavailable, Fault::Duplicate, Fault::LeaseExpiry];
    let more = [Fault::LostRequest, Fault::LostResponse];
    let all = [kinds.as_slice(), more.as_slice()].concat();
    prop_oneof![
        1 => Just(Vec::new()),
        4 => prop::sample::select(all.clone()).prop_map(|fault| vec![fault]),
        1 => (prop::sample::select(all.clone()), prop::sample::select(all)).prop_map(|(one, other)| vec![one, other]),
    ]
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop_oneof![
        3 => prop::collection::vec(any::<bool>(), 1..3).prop_map(Shape::Workers),
        1 => prop::collection::vec(any::<bool>(), 1..3).prop_map(Shape::OneWorker),
        1 => (1..3_u8).prop_map(Shape::Service),
    ]
}

/// Systems small enough that many of them can be enumerated.
pub fn systems() -> impl Strategy<Value = System> {
    (programs(), shapes(), faults(), 0..9_u8).prop_map(|(program, shape, faults, rule)| System {
        program,
        shape,
        faults,
        rule,
    })
}
