//! Two tabs of one browser, one cart in one store. No service, no queue, no fault.

use lab::{Failure, Id, Scenario, Store, World, client, ensure};

const CART: &str = "cart-1";

async fn add(carts: &Store<Vec<String>>, gift: &str) -> Result<(), Failure> {
    let id = Id::new(CART);
    let mut cart = carts.load(&id).await?.ok_or(Failure::NotFound)?.value;
    cart.push(gift.into());
    carts.put(&id, &cart).await?;
    Ok(())
}

async fn adds_a_scarf(carts: &Store<Vec<String>>) {
    add(carts, "scarf").await.ok();
}

async fn adds_a_book(carts: &Store<Vec<String>>) {
    add(carts, "book").await.ok();
}

/// Both add a gift; each gift should be in the cart.
pub fn two_tabs() -> Scenario {
    Scenario::new("two tabs add a gift each")
        .given("carts", &Id::new(CART), &Vec::<String>::new())
        .client("tab 1", client(|world: &World| world.store("carts"), adds_a_scarf))
        .client("tab 2", client(|world: &World| world.store("carts"), adds_a_book))
        .finally("each gift that was added is in the cart", |view| {
            let cart = view.item::<Vec<String>>("carts", &Id::new(CART)).map_or(Vec::new(), |cart| cart.to_vec());
            ensure(cart.len() == 2, || format!("two gifts were added, and the cart holds {}", cart.join(" and ")))
        })
}
