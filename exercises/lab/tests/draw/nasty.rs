//! Reports with texts that try to break out of their place.

use lab::report::{LaneKind, Report, RowKind, Story};

use crate::build::{With, delivery, lane, operation, row};
use crate::stories;

/// What somebody may type, or what may come over a wire.
pub const NASTY: [&str; 7] = [
    "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m",
    "<script>alert(1)</script> ]]> <!-- & \" '",
    "one\nend\r\n\tparticipant p9; Note over p0: #quot; %%{init}%%",
    "\u{202e}desrever\u{2066}\u{200b}\u{feff}\0",
    "</script></style><img src=x onerror=alert(2)>{{run}}\" onfocus=alert(4) autofocus x=\"' onmouseover='alert(5)\u{2028}&lt;b&gt;",
    "注文を送信する 🚚🚚🚚 é e\u{301} 注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文注文",
    "a-name-that-has-no-space-at-all-and-is-far-too-long-for-any-column-of-any-terminal-that-people-work-with-today-0",
];

/// A story over many lanes whose every text is the given one.
fn everywhere(text: &str, count: usize) -> Story {
    let kind = |place: usize| [LaneKind::Process, LaneKind::Store, LaneKind::Queue, LaneKind::Blobs][place % 4];
    let lanes = (0..count).map(|place| lane(&format!("{place} {text}"), kind(place)));
    let mut rows = Vec::new();
    for to in 1..count {
        let step = to as u32 * 4;
        let content = format!("{{\"{step}\":\"\\u001b[2J<b>\\n\",\"x\":1}}");
        let operation = operation(step, 0, to, text, text).at(4_000);
        rows.push(operation.changing(text, text, Some("{}"), Some(&content)));
        let delivery = delivery(step + 1, to, to - 1, text).fault(text);
        rows.push(delivery.changing(text, text, None, Some(text)));
        rows.push(row(step + 2, RowKind::Response, to, Some(0), text, text).refused());
        rows.push(row(step + 3, RowKind::Crash, to, None, text, text).fault("crash"));
    }
    let end = count as u32 * 4;
    let (from, to) = (count + 7, Some(count + 9));
    rows.push(row(end, RowKind::Note, from, to, text, text));
    rows.push(row(end, RowKind::Broken, 0, None, text, text));
    let lanes = lanes.collect();
    Story { lanes, rows }
}

/// A report whose every text is the given one.
pub fn report(text: &str, lanes: usize) -> Report {
    let mut report = stories::report(text, text, text, Some(everywhere(text, lanes)));
    report.faults = vec![text.to_string(); 3];
    report.replay = Some(text.to_string());
    report.effort.limit = Some(text.to_string());
    report.budget = vec![(text.to_string(), 2); 3];
    report
}
