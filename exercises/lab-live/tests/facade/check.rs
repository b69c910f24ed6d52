//! A test file as the exercises have it: it knows nothing of live mode.

use lab::{Check, Failure, Id, Scenario, Store, World, client, ensure};

fn counter(world: &World) -> Store<u32> {
    world.store("counter")
}

pub async fn counts_with_version(counter: &Store<u32>) {
    let id = Id::new("counter");
    loop {
        let item = counter.load(&id).await.ok().flatten().expect("it is given");
        match counter.replace(&id, &(item.value + 1), item.etag).await {
            Err(Failure::Conflict) => (),
            _ => break,
        }
    }
}

pub async fn counts_without_version(counter: &Store<u32>) {
    let id = Id::new("counter");
    let item = counter.load(&id).await.ok().flatten().expect("it is given");
    assert!(counter.put(&id, &(item.value + 1)).await.is_ok());
}

pub fn two_count(script: impl AsyncFn(&Store<u32>) + Clone + Send + Sync + 'static) -> Scenario {
    Scenario::new("two count")
        .given("counter", &Id::new("counter"), &0)
        .client("one", client(counter, script.clone()))
        .client("other", client(counter, script))
        .finally("both count", |view| {
            let sum = view.item::<u32>("counter", &Id::new("counter")).map(|sum| *sum);
            ensure(sum == Some(2), || format!("the sum is {sum:?}"))
        })
}

#[test]
fn both_count() {
    two_count(counts_with_version).check();
}
