//! What the run without a fault costs, counted by hand.

use http::{Method, StatusCode};
use lab::report::Cost;
use lab::web::respond;
use lab::{BlobStore, Clock, Failure, Http, Queue, Scenario, Store, client, consumer, service};

use crate::common::{Note, id, note};
use crate::verdicts::holds;

struct Desk {
    items: Store<u32>,
    blobs: BlobStore,
    notes: Queue<Note>,
    shop: Http,
    clock: Clock,
}

fn desk(world: &lab::World) -> Desk {
    Desk {
        items: world.store("items"),
        blobs: world.blobs("blobs"),
        notes: world.queue("notes"),
        shop: world.http("shop"),
        clock: world.clock(),
    }
}

#[test]
fn round_trips_conflicts_and_bytes_are_as_counted_by_hand() {
    let script = client(desk, async |desk: &Desk| {
        let _ = desk.clock.now().await; // no round trip
        let _ = desk.items.create(&id("a"), &12345).await; // 1: five bytes
        let refused = desk.items.create(&id("a"), &1).await; // 2: a conflict
        assert_eq!(refused, Err(Failure::Conflict));
        let _ = desk.blobs.put("blob", b"seven b").await; // 3: seven bytes
        let _ = desk.notes.send(&note("n")).await; // 4
        let _ = desk.shop.empty(Method::GET, "/").await; // 5
        let _ = desk.items.load(&id("a")).await; // 6
    });
    let handler = consumer(desk, async |desk: &Desk, message: Note| {
        desk.items.put(&message.id, &67).await.map(drop) // 7: two bytes; and 8, the ack
    });
    let shop = service(desk, async |desk: &Desk, _| {
        let _ = desk.items.delete(&id("nothing")).await; // 9
        respond(StatusCode::OK)
    });
    let report = holds(
        &Scenario::new("a bit of all")
            .client("customer", script)
            .consumer("clerk", "notes", 1, handler)
            .service("shop", 1, shop),
    );
    assert_eq!(report.cost, Some(Cost { round_trips: 9, conflicts: 1, bytes_kept: 5 + 7 + 2 }));
}

#[test]
fn a_long_run_tells_the_bytes_that_it_kept_itself() {
    let handler =
        consumer(desk, async |desk: &Desk, message: Note| desk.items.put(&message.id, &12345).await.map(drop));
    let scenario = Scenario::new("two notes")
        .given_message("notes", &note("a"))
        .given_message("notes", &note("b"))
        .consumer("clerk", "notes", 1, handler);
    assert_eq!(scenario.long_run(1).cost.map(|cost| cost.bytes_kept), Some(10));
}
