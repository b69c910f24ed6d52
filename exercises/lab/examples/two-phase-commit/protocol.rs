//! Two-phase commit over two databases that know nothing of each other, `orders` and `stock`.
//!
//! To prepare is to lock: the lock of a row is an item of its own beside the row, made if there is none. Whoever made it has
//! the vote "yes". To commit is to write the row and to delete the lock, in one batch of one database.

use lab::schedule::Schedule;
use lab::{
    Event, Failure, Fault, Id, Ids, Item, Key, Message, Rule, Scenario, Store, View, World, client, consumer, ensure,
};
use serde::{Deserialize, Serialize};

/// One change in both databases, or in none.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Purchase {
    id: Id,
}

impl Message for Purchase {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

/// A row: the transactions that have changed it.
type Row = Vec<Id>;

/// Who has locked a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Lock {
    by: Id,
}

/// What the coordinator has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Decision {
    Commit,
    Abort,
}

/// A database that takes part, with the one row that it is about.
#[derive(Clone)]
struct Participant {
    row: Id,
    rows: Store<Row>,
    locks: Store<Lock>,
}

fn orders(world: &World) -> Participant {
    Participant { row: Id::new("order-1"), rows: world.store("orders"), locks: world.store("orders") }
}

fn stock(world: &World) -> Participant {
    Participant { row: Id::new("book"), rows: world.store("stock"), locks: world.store("stock") }
}

fn lock_of(row: &Id) -> Key {
    Key::within(row, "lock")
}

impl Participant {
    /// Locks the row, and says yes; or says no, for somebody else has locked it.
    async fn vote(&self, by: &Id) -> Result<bool, Failure> {
        match self.locks.create(lock_of(&self.row), &Lock { by: by.clone() }).await {
            Ok(_) => Ok(true),
            Err(Failure::Conflict) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// The lock, where it is held by this transaction.
    async fn held(&self, by: &Id) -> Result<Option<Item<Lock>>, Failure> {
        let lock = self.locks.load(lock_of(&self.row)).await?;
        Ok(lock.filter(|lock| lock.value.by == *by))
    }

    /// Does what was decided, and unlocks the row.
    async fn hear(&self, by: &Id, decision: Decision) -> Result<(), Failure> {
        if decision == Decision::Abort {
            return self.locks.delete(lock_of(&self.row)).await;
        }
        let row = self.rows.load(&self.row).await?.ok_or(Failure::NotFound)?;
        let mut value = row.value;
        value.push(by.clone());
        let batch = self.rows.batch().replace(&self.rows, &self.row, &value, row.etag);
        batch.delete(&self.locks, lock_of(&self.row)).commit().await
    }
}

struct Coordinator {
    ids: Ids,
    log: Store<Decision>,
    participants: [Participant; 2],
}

fn coordinator(world: &World) -> Coordinator {
    Coordinator { ids: world.ids(), log: world.store("log"), participants: [orders(world), stock(world)] }
}

/// Knows what it has decided as long as it lives.
async fn without_log(own: &Coordinator, _: Purchase) -> Result<(), Failure> {
    let transaction = own.ids.fresh();
    let mut locked = Vec::new();
    for participant in &own.participants {
        if participant.vote(&transaction).await? {
            locked.push(participant);
        }
    }
    let decision = if locked.len() == own.participants.len() { Decision::Commit } else { Decision::Abort };
    for participant in locked {
        participant.hear(&transaction, decision).await?;
    }
    Ok(())
}

/// Writes down what it has decided before it tells anybody, and looks there first when it comes back.
async fn with_log(own: &Coordinator, purchase: Purchase) -> Result<(), Failure> {
    let transaction = purchase.id;
    let decision = match own.log.load(&transaction).await? {
        Some(decided) => decided.value,
        None => {
            let mut yes = 0;
            for participant in &own.participants {
                yes += usize::from(
                    participant.vote(&transaction).await? || participant.held(&transaction).await?.is_some(),
                );
            }
            let decision = if yes == own.participants.len() { Decision::Commit } else { Decision::Abort };
            own.log.create(&transaction, &decision).await?;
            decision
        }
    };
    for participant in &own.participants {
        if participant.held(&transaction).await?.is_some() {
            participant.hear(&transaction, decision).await?;
        }
    }
    Ok(())
}

/// Wants the book for himself. Where it is locked, he looks by whom, and goes away.
async fn bob(stock: &Participant) {
    let own = Id::new("bob");
    let done = match stock.vote(&own).await {
        Ok(true) => stock.hear(&own, Decision::Commit).await,
        refused => refused.and(stock.held(&own).await).map(drop),
    };
    done.expect("no fault hits him, and what he has locked is his");
}

/// Who holds which lock.
fn locks(view: &View<'_>) -> Vec<String> {
    let held = |(database, row): (&str, &str)| {
        let lock = view.item::<Lock>(database, lock_of(&Id::new(row)))?;
        Some(format!("{row} is locked by {}", lock.by))
    };
    [("orders", "order-1"), ("stock", "book")].into_iter().filter_map(held).collect()
}

fn released() -> Rule {
    Rule::finally("every lock is released in the end", |view| {
        let held = locks(view);
        ensure(held.is_empty(), || format!("all is quiet, and {}", held.join(", ")))
    })
}

/// Judged where all databases had voted yes: one alone may be stuck before that.
fn released_after_the_vote() -> Rule {
    let voted = |voted: &mut bool, _: &Event, view: &View<'_>| {
        *voted |= locks(view).len() == 2;
        Ok(())
    };
    let released = |voted: &bool, view: &View<'_>| {
        let held = locks(view);
        ensure(!voted || held.is_empty(), || format!("all is quiet, and {}", held.join(", ")))
    };
    Rule::fold("where all have voted yes, every lock is released in the end", false, voted, released)
}

fn both_or_none() -> Rule {
    Rule::finally("a purchase changes both databases, or none", |view| {
        let changed = |database: &str, row: &str| {
            let row = view.item::<Row>(database, &Id::new(row)).expect("no one deletes a row");
            row.iter().filter(|by| by.as_str() != "bob").cloned().collect::<Row>()
        };
        let (order, book) = (changed("orders", "order-1"), changed("stock", "book"));
        ensure(order == book, || format!("order-1 was changed by {order:?}, and book by {book:?}"))
    })
}

fn purchase() -> Scenario {
    Scenario::new("a purchase changes two databases")
        .given("orders", &Id::new("order-1"), &Row::new())
        .given("stock", &Id::new("book"), &Row::new())
        .given_message("purchases", &Purchase { id: Id::new("buy-1") })
        .client("bob", client(stock, bob))
        .reliable()
}

/// A coordinator that knows its decision as long as it lives, and dies once.
pub fn forgets() -> Scenario {
    purchase()
        .rule(released_after_the_vote())
        .consumer("coordinator", "purchases", 1, consumer(coordinator, without_log))
        .crashes(1)
}

/// The run of [`recovers`] to show: the coordinator has decided, and dies before it tells anybody. Meanwhile comes Bob.
pub fn dies_decided() -> Schedule {
    Schedule::new()
        .deliver("buy-1", "coordinator")
        .step("coordinator", "load buy-1")
        .step("coordinator", "create order-1/lock")
        .step("coordinator", "create book/lock")
        .step("coordinator", "create buy-1")
        .crash("coordinator")
        .finish("bob")
}

/// A coordinator with a log. It dies up to twice, and one write gets no answer.
pub fn recovers() -> Scenario {
    purchase()
        .rule(released())
        .rule(both_or_none())
        .consumer("coordinator", "purchases", 1, consumer(coordinator, with_log))
        .crashes(2)
        .faults(Fault::Ambiguous, 1)
}
