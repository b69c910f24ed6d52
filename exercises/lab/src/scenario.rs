//! A scenario: who takes part, what may go wrong, and what must be true.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::codec::Bytes;
use crate::fault::{Budget, Fault};
use crate::hash::Mix;
use crate::infra::{Infra, Setup};
use crate::op::{Envelope, Key, Name, Op, Write};
use crate::process::{Code, OnMessage, OnRequest, Script};
use crate::queue::Message;
use crate::rule::{Judged, Rule};
use crate::view::View;

/// What a pool of processes does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Runs its script once. A client stands outside: no fault hits it but those of the way to infrastructure.
    Client,
    /// Takes messages from this queue, for ever.
    Consumer(Name),
    /// Takes requests, for ever.
    Service,
}

/// Processes of one kind.
#[derive(Clone, Debug)]
pub struct Pool {
    /// The name, shared by its workers.
    pub name: Name,
    /// What they do.
    pub role: Role,
    /// The code they run.
    pub code: Code,
    /// How many there are; at least 1.
    pub workers: usize,
    /// True where no fault hits them, their operations, or calls to them.
    pub reliable: bool,
}

/// Where a search gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most states.
    pub states: u64,
    /// The most gates in one run of a handler.
    pub gates: u32,
    /// The most bytes that a search keeps, as it counts them itself.
    pub memory_bytes: u64,
    /// The longest time, a backstop.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { states: 1_500_000, gates: 120, memory_bytes: 300_000_000, time: Duration::from_secs(60) }
    }
}

/// A witness: some run must reach what it looks for.
#[derive(Clone)]
pub struct Witness {
    pub(crate) sentence: String,
    pub(crate) look: Arc<dyn Fn(&View<'_>) -> bool + Send + Sync>,
}

impl Witness {
    /// The sentence.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }

    /// True where this moment is what it looks for.
    pub fn is_seen(&self, view: &View<'_>) -> bool {
        (self.look)(view)
    }
}

impl std::fmt::Debug for Witness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Witness({})", self.sentence)
    }
}

/// Who takes part, what may go wrong, and what must be true. Build it, then [`check`](crate::Check::check) it.
///
/// Besides its own rules, each scenario is judged by [`PROGRESS`](crate::PROGRESS): no message may be dead-lettered and no
/// process wait for ever, unless [`dead_letters_allowed`](Scenario::dead_letters_allowed) says so.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(crate) title: String,
    pub(crate) pools: Vec<Pool>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) witnesses: Vec<Witness>,
    pub(crate) budget: Budget,
    pub(crate) limits: Limits,
    pub(crate) dead_letters_allowed: bool,
    setup: Setup,
    given: Vec<Op>,
    cap: Option<u32>,
}

impl Scenario {
    /// An empty scenario; `title` says in a few words what happens.
    pub fn new(title: impl Into<String>) -> Self {
        Scenario {
            title: title.into(),
            pools: Vec::new(),
            rules: Vec::new(),
            witnesses: Vec::new(),
            budget: Budget::default(),
            limits: Limits::default(),
            dead_letters_allowed: false,
            setup: Setup::default(),
            given: Vec::new(),
            cap: None,
        }
    }

    fn pool(mut self, name: &str, role: Role, code: Code, workers: usize) -> Self {
        assert!(self.pools.iter().all(|pool| *pool.name != *name), "two pools of processes are named `{name}`");
        assert!(
            self.pools.iter().map(|pool| pool.workers).sum::<usize>() + workers < 64,
            "a scenario has less than 64 processes"
        );
        if let Role::Consumer(queue) = &role {
            self.setup.consumed.push(queue.clone());
        }
        self.pools.push(Pool { name: name.into(), role, code, workers: workers.max(1), reliable: false });
        self
    }

    /// Adds a client that runs this script once.
    ///
    /// # Panics
    /// Where the name is taken; so for all that add processes.
    pub fn client(self, name: &str, script: Script) -> Self {
        self.pool(name, Role::Client, script.0, 1)
    }

    /// Adds workers that compete for the messages of a queue.
    pub fn consumer(self, name: &str, queue: &str, workers: usize, handler: OnMessage) -> Self {
        self.pool(name, Role::Consumer(queue.into()), handler.0, workers)
    }

    /// Adds a service that handles up to `workers` requests at once.
    pub fn service(self, name: &str, workers: usize, handler: OnRequest) -> Self {
        self.pool(name, Role::Service, handler.0, workers)
    }

    /// Keeps all faults away from the pool that was added last, from its operations, and from calls to it.
    pub fn reliable(mut self) -> Self {
        self.pools.last_mut().expect("`reliable` follows the pool that it speaks of").reliable = true;
        self
    }

    /// Puts an item into a store before the start.
    pub fn given<T: Serialize>(mut self, store: &str, key: impl Into<Key>, value: &T) -> Self {
        self.given.push(Op::Write(store.into(), Write::Put(key.into(), Bytes::of(value))));
        self
    }

    /// Puts a message into a queue or topic before the start; twice for two copies. Rules see it as sent.
    pub fn given_message<M: Message>(mut self, queue: &str, message: &M) -> Self {
        let envelope = Envelope { id: message.id(), body: Bytes::of(message) };
        self.given.push(Op::Send(queue.into(), envelope));
        self
    }

    /// Makes `topic` a name under which a send reaches each of these queues.
    pub fn topic(mut self, topic: &str, queues: &[&str]) -> Self {
        self.setup.topics.insert(&topic.into(), queues.iter().map(|queue| Name::from(*queue)).collect());
        self
    }

    /// Limits the items of a store to so many bytes of JSON.
    pub fn item_limit_bytes(mut self, store: &str, limit: usize) -> Self {
        self.setup.item_limits.insert(&store.into(), limit);
        self
    }

    /// Adds a rule.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Adds a [`Rule::always`].
    pub fn always(self, sentence: &str, look: impl Fn(&View<'_>) -> Judged + Send + Sync + 'static) -> Self {
        self.rule(Rule::always(sentence, look))
    }

    /// Adds a [`Rule::finally`].
    pub fn finally(self, sentence: &str, look: impl Fn(&View<'_>) -> Judged + Send + Sync + 'static) -> Self {
        self.rule(Rule::finally(sentence, look))
    }

    /// Demands that some run reaches what `look` looks for, so that nothing passes by doing nothing.
    pub fn witness(mut self, sentence: &str, look: impl Fn(&View<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.witnesses.push(Witness { sentence: sentence.into(), look: Arc::new(look) });
        self
    }

    /// Allows so many faults of a kind in one run.
    pub fn faults(mut self, fault: Fault, most: u8) -> Self {
        self.budget.each.set(fault, most);
        self
    }

    /// Allows so many crashes in one run.
    pub fn crashes(self, most: u8) -> Self {
        self.faults(Fault::Crash, most)
    }

    /// Allows so many faults of all kinds together in one run.
    pub fn faults_together(mut self, most: u32) -> Self {
        self.budget.together = Some(most);
        self
    }

    /// Lets a [`Fault::Duplicate`] also bring back a message that was consumed, at any later time.
    pub fn late_duplicates(mut self) -> Self {
        self.setup.keep_consumed = true;
        self
    }

    /// Allows so many jumps of the clock, each by `step`.
    pub fn clock_jumps(mut self, most: u8, step: Duration) -> Self {
        self.setup.jump = step;
        self.faults(Fault::ClockJump, most)
    }

    /// Dead-letters a message after so many failures of its handler by itself, instead of the computed number.
    pub fn deliveries(mut self, most: u32) -> Self {
        self.cap = Some(most.max(1));
        self
    }

    /// Counts a delivery during which the process died like a failure of its handler by itself, and takes a dead letter for no breach
    /// of [`PROGRESS`](crate::PROGRESS).
    ///
    /// Brokers count so, since they cannot know why nobody acknowledged: Amazon SQS with `maxReceiveCount`, RabbitMQ with
    /// `x-delivery-limit`. Not modelled: that they count a conflict or the end of a lease, too.
    pub fn crashes_count(mut self) -> Self {
        self.setup.crashes_count = true;
        self.dead_letters_allowed()
    }

    /// Takes a dead-lettered message for no breach of [`PROGRESS`](crate::PROGRESS).
    pub fn dead_letters_allowed(mut self) -> Self {
        self.dead_letters_allowed = true;
        self
    }

    /// Sets where a search gives up.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The rules, in the order in which they were added.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The witnesses, in the order in which they were added.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }

    /// How many gates one run of a handler may pass.
    pub fn gates_most(&self) -> u32 {
        self.limits.gates
    }

    /// The processes.
    pub fn pools(&self) -> &[Pool] {
        &self.pools
    }

    /// What may go wrong.
    pub fn budget(&self) -> Budget {
        self.budget
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// True where a dead-lettered message is no breach.
    pub fn allows_dead_letters(&self) -> bool {
        self.dead_letters_allowed
    }

    /// How often a handler may fail by itself at one copy of a message: faults + workers + given copies + 1, unless the scenario
    /// says otherwise. A message that fails more often is poison.
    ///
    /// A failure is the handler's own where no operation in this delivery timed out or was unavailable, and no conditional write
    /// was refused because somebody else wrote after the handler had read.
    pub fn redelivery_cap(&self) -> u32 {
        let workers: usize = self.pools.iter().filter(|pool| pool.role != Role::Client).map(|pool| pool.workers).sum();
        let copies = self.given.iter().filter(|op| matches!(op, Op::Send(..))).count();
        self.cap.unwrap_or(self.budget.total() + workers as u32 + copies as u32 + 1)
    }

    /// The infrastructure at the start, and what was sent to make it so.
    pub fn start(&self) -> (Infra, Vec<crate::Event>) {
        let mut setup = self.setup.clone();
        setup.redelivery_cap = self.redelivery_cap();
        let mut infra = Infra::new(Arc::new(setup));
        let mut events = Vec::new();
        for op in &self.given {
            infra.apply(op, &mut events).unwrap_or_else(|failure| panic!("{} cannot be given: {failure}", op.label()));
        }
        events.retain(|event| matches!(event, crate::Event::Sent { .. }));
        (infra, events)
    }

    /// A hash of all but the code: a replay id of another scenario is recognised by it.
    pub(crate) fn hash(&self) -> u16 {
        let mut mix = Mix::new();
        mix.text(&self.title).hash(self.budget.each.pack()).number(u64::from(self.budget.total()));
        for pool in &self.pools {
            mix.text(&pool.name).number(pool.workers as u64).number(u64::from(pool.reliable));
        }
        for op in &self.given {
            // Not the value: a learner may add a field to it, and the run is the same.
            mix.text(&op.label());
        }
        mix.number(u64::from(self.setup.keep_consumed)).number(self.setup.jump.as_nanos() as u64);
        if self.setup.crashes_count {
            mix.text("crashes count");
        }
        mix.number(u64::from(self.redelivery_cap())).finish() as u16
    }

    /// The names of all workers in the order of the pools: `carts`, or `carts 1` and `carts 2`.
    pub fn process_names(&self) -> Vec<Name> {
        let name = |pool: &Pool, worker: usize| match pool.workers {
            1 => pool.name.clone(),
            _ => format!("{} {}", pool.name, worker + 1).into(),
        };
        self.pools.iter().flat_map(|pool| (0..pool.workers).map(move |worker| name(pool, worker))).collect()
    }
}
