//! Small systems that break, each in a way of its own.

use http::{Method, StatusCode};
use lab::web::respond;
use lab::{Failure, Fault, Http, Id, Message, Queue, Request, Response, Scenario, Store, View};
use lab::{client, consumer, ensure, ready, service};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Cart {
    status: String,
    items: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SubmitOrder {
    cart: Id,
    items: Vec<String>,
}

impl Message for SubmitOrder {
    fn id(&self) -> Id {
        self.cart.clone()
    }
}

pub struct Edge {
    carts: Store<Cart>,
    orders: Queue<SubmitOrder>,
}

fn edge(world: &lab::World) -> Edge {
    Edge { carts: world.store("carts"), orders: world.queue("orders") }
}

fn cart() -> Id {
    Id::new("cart-1")
}

impl Edge {
    async fn submit(&self, sends_first: bool) -> Result<(), Failure> {
        let known = self.carts.load(&cart()).await?.ok_or(Failure::NotFound)?;
        if known.value.status == "submitted" {
            return Err(Failure::refused("the cart is submitted"));
        }
        let order = SubmitOrder { cart: cart(), items: known.value.items.clone() };
        if sends_first {
            self.orders.send(&order).await?;
        }
        let submitted = Cart { status: "submitted".into(), ..known.value };
        self.carts.replace(&cart(), &submitted, known.etag).await?;
        if !sends_first {
            self.orders.send(&order).await?;
        }
        Ok(())
    }

    async fn add(&self, item: &str) -> Result<(), Failure> {
        let known = self.carts.load(&cart()).await?.ok_or(Failure::NotFound)?;
        let mut changed = known.value;
        changed.items.push(item.into());
        self.carts.replace(&cart(), &changed, known.etag).await.map(drop)
    }
}

async fn serve(edge: &Edge, request: Request, sends_first: bool) -> Response {
    let done = match request.uri().path() {
        "/items" => edge.add("gift").await,
        _ => edge.submit(sends_first).await,
    };
    respond(match done {
        Ok(()) => StatusCode::ACCEPTED,
        Err(Failure::Refused(_)) => StatusCode::CONFLICT,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    })
}

async fn clicks(edge: &Http) {
    while !matches!(
        edge.empty(Method::POST, "/submit").await.map(|response| response.status()),
        Ok(StatusCode::ACCEPTED | StatusCode::CONFLICT)
    ) {}
}

fn shop(title: &str) -> Scenario {
    Scenario::new(title)
        .given("carts", &cart(), &Cart { status: "open".into(), items: vec!["book".into()] })
        .client("customer", client(|world| world.http("edge"), clicks))
}

/// A crash between the write and the send, and the second click finds the cart submitted.
pub fn lost_order() -> Scenario {
    shop("clicks until it works, the edge may crash")
        .service("edge", 1, service(edge, async |edge: &Edge, request| serve(edge, request, false).await))
        .crashes(1)
        .rule(ready::no_lost_output("every order that is in reaches Orders", "orders", |_| vec![cart()]))
}

/// The send comes before the write, and the write meets another tab's.
pub fn ghost_order() -> Scenario {
    let adds = client(|world| world.http("edge"), async |edge: &Http| drop(edge.empty(Method::POST, "/items").await));
    shop("one tab clicks, the other adds a gift")
        .client("other tab", adds)
        .service("edge", 2, service(edge, async |edge: &Edge, request| serve(edge, request, true).await))
        .rule(ready::consistent_output("all copies of an order say the same", "orders"))
}

/// A request without a token, made again after no answer.
pub fn charged_twice(sees_it_through: bool) -> Scenario {
    let pays = client(
        |world| world.http("bank"),
        async move |bank: &Http| {
            for _ in 0..2 {
                if bank.empty(Method::POST, "/charges").await.is_ok() || !sees_it_through {
                    return;
                }
            }
        },
    );
    let bank = service(
        |world| (world.store::<u32>("charges"), world.ids()),
        async |(charges, ids): &(Store<u32>, lab::Ids), _: Request| match charges.create(&ids.fresh(), &90).await {
            Ok(_) => respond(StatusCode::CREATED),
            Err(_) => respond(StatusCode::SERVICE_UNAVAILABLE),
        },
    );
    Scenario::new("pays, and tries again after no answer")
        .client("customer", pays)
        .service("bank", 1, bank)
        .faults(Fault::LostResponse, 1)
        .faults(Fault::LostRequest, 1)
        .always("nobody is charged twice", |view: &View<'_>| {
            ensure(view.keys("charges").len() < 2, || "two charges of 90".into())
        })
}

/// A message that no attempt can handle.
pub fn poison() -> Scenario {
    let handler = consumer(edge, async |edge: &Edge, order: SubmitOrder| {
        let known = edge.carts.load(&order.cart).await?.ok_or(Failure::refused("no such cart"))?;
        edge.carts.put(&order.cart, &known.value).await.map(drop)
    });
    Scenario::new("an order for a cart that nobody has")
        .given_message("orders", &SubmitOrder { cart: Id::new("cart-9"), items: vec!["book".into()] })
        .consumer("orders", "orders", 1, handler)
}
