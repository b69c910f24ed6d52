//! Handlers shaped like an entity with one transaction field: stage, commit, send, mark, clear, sweep; whoever comes next
//! finishes what is left.

use std::collections::BTreeSet;

use lab::{BlobStore, Failure, Fault, Id, Item, Key, Message, Queue, Rule, Scenario, Store, World, consumer, ready};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pay {
    pub id: Id,
    pub amount: u32,
}

impl Message for Pay {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paid {
    pub id: Id,
    pub total: u32,
}

impl Message for Paid {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Open {
    staged: Id,
    owner: Id,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Account {
    total: u32,
    applied: Vec<Id>,
    open: Option<Open>,
    to_delete: Vec<Id>,
}

struct Tools {
    accounts: Store<Account>,
    done: Store<bool>,
    staged: BlobStore,
    out: Queue<Paid>,
    ids: lab::Ids,
}

fn tools(world: &World) -> Tools {
    Tools {
        accounts: world.store("accounts"),
        done: world.store("done"),
        staged: world.blobs("staged"),
        out: world.queue("out"),
        ids: world.ids(),
    }
}

const ACCOUNT: &str = "account";

async fn finish(c: &Tools, mut item: Item<Account>) -> Result<Item<Account>, Failure> {
    let key = Key::new(ACCOUNT);
    if let Some(open) = item.value.open.clone() {
        if let Some(bytes) = c.staged.get(&open.staged).await? {
            let paid: Paid = serde_json::from_slice(&bytes).expect("what was staged can be read");
            c.out.send(&paid).await?;
        }
        match c.done.create(&open.owner, &true).await {
            Ok(_) | Err(Failure::Conflict) => (),
            Err(failure) => return Err(failure),
        }
        item.value.open = None;
        item.value.to_delete.push(open.staged);
        item.etag = c.accounts.replace(key.clone(), &item.value, item.etag).await?;
    }
    if !item.value.to_delete.is_empty() {
        for staged in &item.value.to_delete {
            c.staged.delete(staged).await?;
        }
        item.value.to_delete.clear();
        item.etag = c.accounts.replace(key, &item.value, item.etag).await?;
    }
    Ok(item)
}

async fn pay(c: &Tools, message: Pay) -> Result<(), Failure> {
    let key = Key::new(ACCOUNT);
    let item = c.accounts.load(key.clone()).await?.ok_or(Failure::NotFound)?;
    let mut item = finish(c, item).await?;
    if c.done.load(&message.id).await?.is_some() {
        return Ok(());
    }
    let staged = c.ids.fresh();
    item.value.total += message.amount;
    let paid = Paid { id: lab::derive(&message.id, "pay", 0), total: item.value.total };
    c.staged.put(&staged, &serde_json::to_vec(&paid).expect("plain data")).await?;
    item.value.applied.push(message.id.clone());
    item.value.open = Some(Open { staged: staged.clone(), owner: message.id.clone() });
    match c.accounts.replace(key, &item.value, item.etag).await {
        Ok(etag) => item.etag = etag,
        Err(Failure::Conflict) => {
            c.staged.delete(&staged).await?;
            return Err(Failure::Conflict);
        }
        Err(failure) => return Err(failure),
    }
    finish(c, item).await.map(drop)
}

pub fn scenario(messages: u32, copies: u32, crashes: u8, ambiguous: u8) -> Scenario {
    with_workers(2, messages, copies, crashes, ambiguous)
}

pub fn with_workers(workers: usize, messages: u32, copies: u32, crashes: u8, ambiguous: u8) -> Scenario {
    let id = |number: u32| Id::new(format!("pay-{number}"));
    let mut scenario =
        Scenario::new("payments of one account").given("accounts", Key::new(ACCOUNT), &Account::default());
    for number in 0..messages {
        for _ in 0..copies {
            scenario = scenario.given_message("pay", &Pay { id: id(number), amount: 10 });
        }
    }
    let applied = |view: &lab::View<'_>| {
        view.item::<Account>("accounts", Key::new(ACCOUNT)).map(|item| item.applied.clone()).unwrap_or_default()
    };
    scenario
        .consumer("worker", "pay", workers, consumer(tools, pay))
        .crashes(crashes)
        .faults(Fault::Ambiguous, ambiguous)
        .rule(ready::no_lost_change("each payment is applied", move |_| (0..messages).map(id).collect(), applied))
        .rule(ready::no_duplicate_change("no payment is applied twice", applied))
        .rule(ready::consistent_output("copies agree", "out"))
        .rule(each_is_announced(messages))
}

fn each_is_announced(messages: u32) -> Rule {
    let due = move |_: &lab::View<'_>| -> Vec<Id> {
        let all: BTreeSet<Id> =
            (0..messages).map(|number| lab::derive(&Id::new(format!("pay-{number}")), "pay", 0)).collect();
        all.into_iter().collect()
    };
    ready::no_lost_output("each payment is announced", "out", due)
}
