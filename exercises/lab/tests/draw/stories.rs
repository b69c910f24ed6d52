//! Hand-made reports: what a search could find in the first exercises.

use lab::report::{Broke, Effort, FORMAT, Lane, LaneKind, Least, Report, RowKind, Story, Verdict};

use crate::build::{With, delivery, lane, operation, row};

pub fn report(title: &str, rule: &str, reason: &str, story: Option<Story>) -> Report {
    Report {
        format: FORMAT,
        package: "ex02-lost-or-ghost".to_string(),
        test: "a_crash_loses_no_order".to_string(),
        title: title.to_string(),
        verdict: Verdict::Broken,
        broke: Some(Broke::Rule),
        rule: Some(rule.to_string()),
        reason: Some(reason.to_string()),
        notes: Vec::new(),
        faults: Vec::new(),
        least: Least::Faults,
        budget: vec![("crash".to_string(), 1), ("ambiguous".to_string(), 1)],
        effort: Effort { executions: 214, states: 160, ..Effort::default() },
        replay: Some("2k7-c4".to_string()),
        story,
        cost: None,
    }
}

const OPEN: Option<&str> = Some(r#"{"status":"open","lines":2}"#);
const SUBMITTED: Option<&str> = Some(r#"{"status":"submitted","lines":2}"#);
const SUBMIT: Option<&str> = Some(r#"{"Submit":"cart-1"}"#);

fn shop() -> Vec<Lane> {
    vec![
        lane("customer", LaneKind::Process),
        lane("submits", LaneKind::Queue),
        lane("carts 1", LaneKind::Process),
        lane("carts", LaneKind::Store),
        lane("orders", LaneKind::Queue),
    ]
}

pub fn lost_order() -> Report {
    let rows = vec![
        operation(1, 0, 1, "send submit cart-1", "m1").at(12).changing("submits", "m1", None, SUBMIT),
        delivery(2, 1, 2, "submit cart-1 (m1, attempt 1)"),
        operation(3, 2, 3, "load cart-1", "open, etag 1").at(41),
        operation(4, 2, 3, "replace cart-1 if etag 1", "etag 2").at(44).changing("carts", "cart-1", OPEN, SUBMITTED),
        row(5, RowKind::Crash, 2, None, "carts 1 dies and starts again", "").fault("crash"),
        delivery(6, 1, 2, "submit cart-1 (m1, attempt 2)"),
        operation(7, 2, 3, "load cart-1", "submitted, etag 2").at(41),
        operation(8, 2, 1, "ack m1", "").at(42).changing("submits", "m1", SUBMIT, None),
        row(8, RowKind::Broken, 2, None, "all is quiet, and cart-1 has no order", ""),
    ];
    let reason = "cart-1 is submitted, but no order was ever sent for it: the message was acknowledged on its second \
        attempt, when the cart was no longer open.";
    let story = Story { lanes: shop(), rows };
    let mut report =
        report("a customer submits a cart once", "every submitted cart becomes an order", reason, Some(story));
    report.faults = vec!["carts 1 crashes after `replace cart-1` (step 4)".to_string()];
    report
}

pub fn ghost_order() -> Report {
    let lanes = vec![
        lane("submits", LaneKind::Queue),
        lane("carts 1", LaneKind::Process),
        lane("carts 2", LaneKind::Process),
        lane("carts", LaneKind::Store),
        lane("orders", LaneKind::Queue),
    ];
    let rows = vec![
        delivery(1, 0, 1, "submit cart-1 (m1)"),
        delivery(2, 0, 2, "remove line from cart-1 (m2)"),
        operation(3, 1, 3, "load cart-1", "open, etag 1").at(41),
        operation(4, 2, 3, "load cart-1", "open, etag 1").at(41),
        operation(5, 1, 4, "send OrderPlaced cart-1", "m3").at(43).changing("orders", "m3", None, Some("2 lines")),
        operation(6, 2, 3, "replace cart-1 if etag 1", "etag 2").at(58).changing(
            "carts",
            "cart-1",
            OPEN,
            Some(r#"{"status":"open","lines":1}"#),
        ),
        operation(7, 1, 3, "replace cart-1 if etag 1", "conflict").at(44).refused(),
        row(7, RowKind::Broken, 4, None, "an order with 2 lines for a cart with 1", ""),
    ];
    let story = Story { lanes, rows };
    let reason = "order m3 says 2 lines, cart-1 was never submitted with 2 lines.";
    report("two workers at one cart", "an order says what its cart says", reason, Some(story))
}

pub fn lost_response() -> Report {
    let lanes =
        vec![lane("client", LaneKind::Process), lane("api", LaneKind::Process), lane("payments", LaneKind::Store)];
    let ask = |step| row(step, RowKind::Request, 0, Some(1), "POST /payments 30 EUR", "").at(17);
    let create = |step, id: &str| {
        let create = operation(step, 1, 2, &format!("create payment {id}"), "etag 1").at(30);
        create.changing("payments", id, None, Some(r#"{"amount":30}"#))
    };
    let rows = vec![
        ask(1),
        create(2, "p-1"),
        row(3, RowKind::Response, 1, Some(0), "201 Created", "timeout at the client").fault("lost response"),
        ask(4).fault("lost request"),
        ask(5),
        create(6, "p-2"),
        row(7, RowKind::Response, 1, Some(0), "201 Created", ""),
        row(7, RowKind::Broken, 2, None, "p-1 and p-2 are one purchase", ""),
    ];
    let story = Story { lanes, rows };
    let mut report =
        report("a customer pays once", "one purchase is charged once", "charged 60 EUR for 30 EUR.", Some(story));
    report.faults = vec!["the response to the first POST is lost".into(), "the request of the second is lost".into()];
    report.budget = vec![("lost request".to_string(), 1), ("lost response".to_string(), 1)];
    report
}

pub fn every_fault() -> Report {
    let rows = vec![
        operation(1, 0, 1, "send submit cart-1", "unavailable").at(12).fault("unavailable"),
        operation(2, 0, 1, "send submit cart-1", "timeout")
            .at(12)
            .fault("ambiguous, applied")
            .changing("submits", "m1", None, SUBMIT),
        row(3, RowKind::Note, 1, None, "the queue keeps a copy of m1", "").fault("duplicate"),
        delivery(4, 1, 2, "submit cart-1 (m1, attempt 1)").fault("duplicate"),
        operation(5, 2, 3, "replace cart-1 if etag 1", "timeout").at(44).fault("ambiguous, not applied"),
        row(6, RowKind::Note, 1, None, "m1 may go to another worker", "").fault("lease expiry"),
        row(7, RowKind::Note, 3, None, "cart-1 leaves the cache", "").fault("eviction"),
        row(8, RowKind::Note, 2, None, "30 s forward", "").fault("clock jump"),
        operation(9, 2, 3, "load cart-9", "not found").at(41).refused(),
        row(10, RowKind::Note, 0, None, "the customer has done everything", ""),
        row(10, RowKind::Broken, 2, None, "", ""),
    ];
    let story = Story { lanes: shop(), rows };
    let mut report =
        report("every fault there is", "nothing ever fails", "seven things failed in one run.", Some(story));
    report.faults = vec!["a duplicate of m1".to_string()];
    report
}

/// Three workers on a long way to one late surprise.
pub fn long_run() -> Report {
    let mut lanes = shop();
    lanes.insert(3, lane("carts 2", LaneKind::Process));
    lanes.push(lane("receipts", LaneKind::Blobs));
    let mut rows = Vec::new();
    for round in 0..6 {
        let worker = 2 + (round as usize % 2);
        let (step, message) = (round * 5 + 1, format!("m{round}"));
        let (now, next) = (format!(r#"{{"lines":{round}}}"#), format!(r#"{{"lines":{}}}"#, round + 1));
        rows.push(delivery(step, 1, worker, &format!("add line to cart-1 ({message})")));
        rows.push(operation(step + 1, worker, 4, "load cart-1", &format!("etag {round}")).at(41));
        let replace = operation(step + 2, worker, 4, "replace cart-1", &format!("etag {}", round + 1)).at(44);
        rows.push(replace.changing("carts", "cart-1", Some(&now), Some(&next)));
        rows.push(operation(step + 3, worker, 4, "load cart-1", "").at(45));
        let ack = operation(step + 4, worker, 1, &format!("ack {message}"), "").at(47);
        rows.push(ack.changing("submits", &message, SUBMIT, None));
    }
    rows.push(delivery(31, 1, 2, "submit cart-1 (m6)"));
    rows.push(row(32, RowKind::Crash, 2, None, "", "").fault("crash"));
    rows.push(delivery(33, 1, 3, "submit cart-1 (m6)"));
    rows.push(operation(34, 3, 4, "load cart-1", "etag 6").at(41));
    rows.push(row(34, RowKind::Broken, 3, None, "the last line was counted twice", ""));
    let story = Story { lanes, rows };
    let mut report = report("six lines and a crash", "a line counts once", "7 lines after 6 additions.", Some(story));
    report.faults = vec!["carts 1 crashes".to_string()];
    report
}

/// A message that was sent early and is delivered late.
pub fn late_delivery() -> Report {
    let lanes = vec![
        lane("clerk", LaneKind::Process),
        lane("notes", LaneKind::Queue),
        lane("reader", LaneKind::Process),
        lane("boxes", LaneKind::Store),
    ];
    let mut rows: Vec<_> = (1..40).map(|step| operation(step, 0, 3, "load box", "")).collect();
    rows[4] = operation(5, 0, 1, "send note", "").changing("notes", "note", None, Some("{}"));
    rows.push(delivery(40, 1, 2, "deliver note"));
    rows.push(row(41, RowKind::Crash, 2, None, "dies", "").fault("crash"));
    rows.push(row(41, RowKind::Broken, 2, None, "no", ""));
    report("a late note", "a note is read", "it is not.", Some(Story { lanes, rows }))
}

/// Somebody looks, then another does much, and then the first one acts on what it saw; and a last look finds nothing.
pub fn old_look() -> Report {
    let lanes = vec![
        lane("late", LaneKind::Process),
        lane("quick", LaneKind::Process),
        lane("notes", LaneKind::Queue),
        lane("done", LaneKind::Store),
        lane("boxes", LaneKind::Store),
    ];
    let mut rows: Vec<_> = (1..50).map(|step| operation(step, 1, 4, "load box", "box 1")).collect();
    rows[0] = delivery(1, 2, 0, "deliver note");
    rows[1] = operation(2, 0, 3, "load note", "nothing there");
    rows[9] = operation(10, 1, 4, "delete lid", "").changing("boxes", "lid", Some("{}"), None);
    rows[45] = operation(46, 0, 4, "load lid", "nothing there");
    rows.push(operation(50, 0, 4, "put box", "").changing("boxes", "box", Some("1"), Some("2")));
    rows.push(row(50, RowKind::Broken, 0, None, "no", ""));
    report("an old look", "a note is put in once", "it is in twice.", Some(Story { lanes, rows }))
}

/// Two notes are left over; one of them was changed since it was made. A box is gone, since somebody asked for that.
pub fn left_over() -> Report {
    let lanes = vec![
        lane("clerk", LaneKind::Process),
        lane("desk", LaneKind::Process),
        lane("notes", LaneKind::Store),
        lane("boxes", LaneKind::Store),
    ];
    let made = |step, note: &str| {
        operation(step, 0, 2, &format!("create {note}"), "").changing("notes", note, None, Some("1"))
    };
    let mut rows: Vec<_> = (1..50)
        .map(|step| operation(step, 0, 3, "put box", "").changing("boxes", "box", Some("1"), Some("2")))
        .collect();
    rows[9] = made(10, "note-7");
    rows[14] = made(15, "note-8");
    rows[19] = row(20, RowKind::Request, 0, Some(1), "DELETE /box-3", "");
    rows[20] = operation(21, 1, 3, "delete box-3", "").changing("boxes", "box-3", Some("{}"), None);
    rows[29] = operation(30, 0, 2, "put note-8", "").changing("notes", "note-8", Some("1"), Some("2"));
    rows[48] = operation(49, 0, 3, "load box-3", "nothing there");
    rows.push(row(50, RowKind::Broken, 0, None, "no", ""));
    report("notes", "no note is left", "this is left: note-7, note-8.", Some(Story { lanes, rows }))
}

/// Two systems with all that they need: more lanes than names fit above.
pub fn many_lanes() -> Report {
    let lanes = vec![
        lane("customer", LaneKind::Process),
        lane("checkout 1", LaneKind::Process),
        lane("checkout 2", LaneKind::Process),
        lane("baskets", LaneKind::Store),
        lane("to-payments", LaneKind::Queue),
        lane("payments 1", LaneKind::Process),
        lane("bookings", LaneKind::Store),
        lane("receipts", LaneKind::Blobs),
    ];
    let rows = vec![
        row(1, RowKind::Request, 0, Some(1), "POST /x", ""),
        row(2, RowKind::Request, 0, Some(2), "POST /x", ""),
        operation(3, 2, 3, "load", ""),
        operation(4, 2, 4, "send", ""),
        delivery(5, 4, 5, "deliver"),
        operation(6, 5, 6, "create", ""),
        operation(7, 5, 7, "put", ""),
        row(7, RowKind::Broken, 3, None, "no", ""),
    ];
    report("many take part", "nothing happens", "all of it.", Some(Story { lanes, rows }))
}

pub fn guard() -> Report {
    let mut rows = lost_order().story.expect("it is broken").rows;
    rows.truncate(3);
    rows.push(row(4, RowKind::Broken, 2, None, "it awaited what the lab does not control", "").at(42));
    let rule = "each await is an operation of the lab";
    let reason = "after `load cart-1` at lib.rs:41 the handler waits for something that the lab did not give it.";
    let mut report = report("a customer submits a cart once", rule, reason, Some(Story { lanes: shop(), rows }));
    report.broke = Some(Broke::Guard);
    report
}

/// Nothing to draw: the verdict alone.
pub fn without_story(verdict: Verdict) -> Report {
    let mut report = report("a customer submits a cart once", "some order is accepted", "", None);
    report.verdict = verdict;
    report.broke = (verdict == Verdict::Broken).then_some(Broke::Witness);
    report.reason = None;
    report.replay = None;
    report.effort = Effort { executions: 28_815, states: 1_042, gates: 100_000, ..Effort::default() };
    match verdict {
        Verdict::Broken => {}
        Verdict::Unknown => report.effort.limit = Some("200,000 states".to_string()),
        Verdict::Holds | Verdict::Ran => report.rule = None,
    }
    report
}

/// A handler that tries the same for ever, is refused each time, and was hit by a crash before.
pub fn endless_loop() -> Report {
    let mut rows = vec![row(1, RowKind::Crash, 2, None, "dies", "").fault("crash")];
    rows.extend((2..240).map(|step| operation(step, 2, 3, "create cart-1", "conflict").at(44).refused()));
    rows.push(row(240, RowKind::Broken, 2, None, "a handler comes to an end", ""));
    report("tries for ever", "a handler comes to an end", "it passed 120 gates", Some(Story { lanes: shop(), rows }))
}
