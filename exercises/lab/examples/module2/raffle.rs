//! The gift raffle, which derives its answer from the gifts that are left.

use std::collections::BTreeSet;

use lab::{Failure, Id, Message, Queue, Scenario, Store, World, consumer, ready};
use serde::{Deserialize, Serialize};

fn christmas() -> Id {
    Id::new("christmas")
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Ticket {
    id: Id,
}

impl Message for Ticket {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Drawn {
    id: Id,
    answer: String,
}

impl Message for Drawn {
    fn id(&self) -> Id {
        self.id.clone()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Raffle {
    left: u32,
    seen: BTreeSet<Id>,
}

struct Shop {
    raffles: Store<Raffle>,
    answers: Queue<Drawn>,
}

async fn draw(shop: &Shop, ticket: Ticket) -> Result<(), Failure> {
    let found = shop.raffles.load(&christmas()).await?.ok_or(Failure::NotFound)?;
    let mut raffle = found.value;
    let answer = if raffle.left > 0 { "won" } else { "lost" };
    if raffle.seen.insert(ticket.id.clone()) {
        raffle.left = raffle.left.saturating_sub(1);
        shop.raffles.replace(&christmas(), &raffle, found.etag).await?;
    }
    let id = Id::new(format!("answer-{}", ticket.id));
    shop.answers.send(&Drawn { id, answer: answer.into() }).await
}

/// One ticket, one gift, one crash.
pub fn two_answers() -> Scenario {
    Scenario::new("a raffle is drawn again")
        .given("raffles", &christmas(), &Raffle { left: 1, seen: BTreeSet::new() })
        .given_message("tickets", &Ticket { id: Id::new("ticket-1") })
        .rule(ready::consistent_output("all copies of an answer are equal", "answers"))
        .consumer(
            "raffle",
            "tickets",
            1,
            consumer(|world: &World| Shop { raffles: world.store("raffles"), answers: world.queue("answers") }, draw),
        )
        .crashes(1)
}
