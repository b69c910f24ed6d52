//! Given: no need to edit. Tries a system with an exam: proptest makes up the messages, the lab searches all runs with them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lab::process::OnMessage;
use lab::report::{Broke, Effort, Report, Verdict};
use lab::{Event, Fault, Id, Judged, Message, Queue, Rule, Scenario, View, Will, World, client, ensure, quietly};
use proptest::collection::vec;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use serde::{Deserialize, Serialize};
use thousand_paths::{BOOK, Book, Exam, Promise, Seen, Settle, SubmitOrder, When};

/// How many sequences of messages are made up. Equal ones are searched once, and these hold all 23 of up to four messages.
const SEQUENCES: u32 = 512;

/// What a day in the shop is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// Nothing fails, and all is done long before a test has waited its steps.
    Good,
    /// Nothing fails, and nobody knows how long anything takes.
    Slow,
    /// One thing fails: a worker dies; with one or two messages, a lease may run out or an answer get lost instead.
    Bad,
}

/// What became of an exam with one system.
pub enum Tried {
    /// All runs with all messages were searched, and no rule is broken. Whether each witness was seen, and how much was looked at.
    Passes { seen: Vec<bool>, effort: Effort },
    /// A rule is broken, with these carts: proptest found none with fewer messages.
    Refused { carts: Vec<usize>, report: Report },
    /// A search did not end, or was stopped by a guard.
    Stopped(Report),
}

/// Tries the system with all messages of the exam.
pub fn tried(exam: &Exam, title: &str, desk: fn() -> OnMessage, day: Day) -> Tried {
    let witnesses = exam.promises.iter().filter(|promise| promise.when == When::Witness).count();
    let seen: Vec<_> = (0..witnesses).map(|_| Arc::new(AtomicBool::new(false))).collect();
    let searched: RefCell<BTreeMap<Vec<usize>, Report>> = RefCell::default();
    let search = |carts: &Vec<usize>| scenario(exam, title, desk, day, carts, &seen).search();
    let run = |carts: Vec<usize>| {
        let mut searched = searched.borrow_mut();
        let report = searched.entry(carts).or_insert_with_key(search);
        let fails = report.verdict == Verdict::Unknown
            || (report.verdict == Verdict::Broken && report.broke != Some(Broke::Witness));
        proptest::prop_assert!(!fails);
        Ok(())
    };
    let config = Config { cases: SEQUENCES, failure_persistence: None, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    match TestRunner::new_with_rng(config, rng).run(&sequences(exam), run) {
        Err(TestError::Fail(_, carts)) => {
            // Not among the searched only where the search itself panicked: then it does so again, where it is seen.
            let report = searched.borrow_mut().remove(&carts).unwrap_or_else(|| search(&carts));
            match (report.verdict, report.broke) {
                (Verdict::Broken, Some(Broke::Rule)) => Tried::Refused { carts, report },
                _ => Tried::Stopped(report),
            }
        }
        Err(TestError::Abort(why)) => panic!("proptest gave up: {why}"),
        Ok(()) => {
            let effort = searched.borrow().values().fold(Effort::default(), |sum, report| Effort {
                executions: sum.executions + report.effort.executions,
                states: sum.states + report.effort.states,
                ..sum
            });
            Tried::Passes { seen: seen.iter().map(|seen| seen.load(Ordering::Relaxed)).collect(), effort }
        }
    }
}

/// The carts of so many messages: each a new one, or, every other time, that of an earlier message.
fn sequences(exam: &Exam) -> impl Strategy<Value = Vec<usize>> {
    vec(0..16_usize, exam.messages.clone()).prop_map(|dice| {
        let mut carts: Vec<usize> = Vec::new();
        for (at, dice) in dice.into_iter().enumerate() {
            let new = carts.iter().max().map_or(1, |last| last + 1);
            carts.push(if dice < 8 || at == 0 { new } else { carts[(dice - 8) % at] });
        }
        carts
    })
}

/// The shop on such a day, with messages for these carts.
pub fn scenario(
    exam: &Exam,
    title: &str,
    desk: fn() -> OnMessage,
    day: Day,
    carts: &[usize],
    seen: &[Arc<AtomicBool>],
) -> Scenario {
    let scenario = shop(title, desk, day, carts);
    let scenario = match exam.settle {
        Settle::After { steps } if day == Day::Slow => scenario.client("test", waiting(steps)),
        _ => scenario,
    };
    let mut seen = seen.iter().cloned();
    exam.promises.iter().fold(scenario, |scenario, promise| {
        let Promise { when, sentence, is_true } = *promise;
        let look = move |view: &View<'_>| judged(view, is_true);
        match (when, exam.settle) {
            (When::Always, _) => scenario.always(sentence, look),
            (When::Finally, Settle::After { .. }) if day == Day::Slow => {
                let looks = |event: &Event| matches!(event, Event::Sent { queue, .. } if **queue == *LOOKS);
                let step =
                    move |(): &mut (), event: &Event, view: &View<'_>| if looks(event) { look(view) } else { Ok(()) };
                scenario.rule(Rule::fold(sentence, (), step, |(), _| Ok(())))
            }
            (When::Finally, _) => scenario.finally(sentence, look),
            (When::Witness, _) => {
                let flag = seen.next().expect("there is a flag for each witness");
                scenario.witness(sentence, move |view| {
                    let is_seen = quietly(|| is_true(&Seen::new(view))).unwrap_or(false);
                    flag.fetch_or(is_seen, Ordering::Relaxed);
                    is_seen
                })
            }
        }
    })
}

/// The shop without a rule.
pub fn shop(title: &str, desk: fn() -> OnMessage, day: Day, carts: &[usize]) -> Scenario {
    let messages = if carts.len() == 1 { "1 message".into() } else { format!("{} messages", carts.len()) };
    let mut scenario = Scenario::new(format!("{title}, {messages}"));
    scenario = scenario.given("orders", &Id::new(BOOK), &Book::default());
    for (at, cart) in carts.iter().enumerate() {
        let id = Id::new(format!("cart-{cart}"));
        if !carts[..at].contains(cart) {
            scenario = scenario.given("accepted", &id, &id);
        }
        scenario = scenario.given_message("to-orders", &SubmitOrder { cart: id });
    }
    // Three messages and two workers make a hundred times as many states as one worker.
    let few = carts.len() <= 2;
    let scenario = scenario.consumer("desk", "to-orders", if few { 2 } else { 1 }, desk());
    let scenario = scenario.deliveries(2).dead_letters_allowed();
    let kinds: &[Fault] = match day {
        Day::Good | Day::Slow => &[],
        Day::Bad if few => &[Fault::Crash, Fault::LeaseExpiry, Fault::Ambiguous],
        Day::Bad => &[Fault::Crash],
    };
    kinds.iter().fold(scenario, |scenario, fault| scenario.faults(*fault, 1)).faults_together(1)
}

/// A rule that panics says no, as in any test.
fn judged(view: &View<'_>, is_true: fn(&Seen<'_>) -> bool) -> Judged {
    let seen = Seen::new(view);
    match quietly(|| is_true(&seen)) {
        Ok(is_true) => ensure(is_true, || in_words(&seen)),
        Err(caught) => Err(format!("{}; the rule panics at {}: {}", in_words(&seen), caught.at, caught.message)),
    }
}

/// What the shop has come to, in a sentence.
pub fn in_words(seen: &Seen<'_>) -> String {
    let named = |carts: Vec<&Id>| match carts.is_empty() {
        true => "nothing".to_string(),
        false => carts.into_iter().map(Id::as_str).collect::<Vec<_>>().join(", "),
    };
    let (orders, news) = (seen.orders(), seen.announced());
    let orders = named(orders.0.iter().map(|order| &order.cart).collect());
    let news = named(news.0.iter().map(|told| &told.cart).collect());
    let counted = [(seen.staged().count(), "put aside"), (seen.dead_letters().count(), "dead letters")];
    let counted = counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("; {what}: {count}"));
    format!("in the book: {orders}; announced: {news}{}", counted.collect::<String>())
}

/// The queue through which the test looks: all that was done before is seen then.
const LOOKS: &str = "looks";

#[derive(Serialize, Deserialize)]
struct Look {
    at: String,
}

impl Message for Look {
    fn id(&self) -> Id {
        Id::new("look")
    }
}

struct Test {
    will: Will,
    looks: Queue<Look>,
}

/// A test that waits and looks. How long its steps take, beside those of others, nobody knows.
fn waiting(steps: u32) -> lab::process::Script {
    let context = |world: &World| Test { will: world.will(), looks: world.queue(LOOKS) };
    client(context, async move |test: &Test| {
        let waits = format!("waits {steps} steps");
        let _ = test.will.pick(&[&waits]).await;
        let _ = test.looks.send(&Look { at: "the book".into() }).await;
    })
}
