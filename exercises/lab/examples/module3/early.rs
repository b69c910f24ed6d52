//! A right system, and a test that looks too early. No fault.

use lab::{Failure, Id, Message, Queue, Scenario, Store, World, client, consumer, ensure};
use serde::{Deserialize, Serialize};

const CART: &str = "cart-1";

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SubmitOrder {
    item: String,
}

impl Message for SubmitOrder {
    fn id(&self) -> Id {
        Id::new(CART)
    }
}

struct Test {
    to_orders: Queue<SubmitOrder>,
    orders: Store<String>,
    verdicts: Store<String>,
}

fn test(world: &World) -> Test {
    let (to_orders, orders) = (world.queue("to-orders"), world.store("orders"));
    Test { to_orders, orders, verdicts: world.store("verdicts") }
}

/// Sends, looks three times, and judges.
async fn looks_three_times(test: &Test) {
    test.to_orders.send(&SubmitOrder { item: "book".into() }).await.ok();
    for _ in 0..3 {
        if let Ok(Some(_)) = test.orders.load(&Id::new(CART)).await {
            return;
        }
    }
    test.verdicts.put(&Id::new("test"), &"red: no order".to_string()).await.ok();
}

async fn pack(orders: &Store<String>, order: SubmitOrder) -> Result<(), Failure> {
    match orders.create(&Id::new(CART), &order.item).await {
        Ok(_) | Err(Failure::Conflict) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Nothing is wrong with Orders: it only takes its time.
pub fn too_early() -> Scenario {
    Scenario::new("a test that looks three times")
        .client("test", client(test, looks_three_times))
        .consumer("orders", "to-orders", 1, consumer(|world: &World| world.store("orders"), pack))
        .always("a right system is not refused", |view| {
            let red = view.item::<String>("verdicts", &Id::new("test"));
            ensure(red.is_none(), || "the test is red, and the order is on its way".into())
        })
}
