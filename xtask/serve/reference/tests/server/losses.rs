//! A lost response: the work is done, and the client is told nothing.

use crate::talk::Server;

const THIRTY: &str = "{\"amount\": 30}";

/// For each of 40 requests, whether its response was lost.
fn lost(seed: &str) -> Vec<bool> {
    let server = Server::start(&["--quiet", "--lose-responses", "30", "--seed", seed]);
    let lost =
        (0..40).map(|number| server.ask("PUT", &format!("/charges/ada/pay-{number}"), THIRTY).is_none()).collect();
    let (_, store) = server.ask("GET", "/lab/store", "").unwrap();
    assert_eq!(store.matches("/pay-").count(), 40, "each was done:\n{store}");
    lost
}

#[test]
fn a_seed_loses_the_same_responses_each_time_and_the_work_is_done() {
    let seven = lost("7");
    assert_eq!(seven, lost("7"));
    assert_ne!(seven, lost("8"));
    let share = seven.iter().filter(|lost| **lost).count();
    assert!((5..20).contains(&share), "{share}");
}
