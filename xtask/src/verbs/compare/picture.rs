//! The picture: stored bytes over the messages of the long run, one line a technique. The same figures, the same bytes.

use std::fmt::Write as _;

use super::markdown::alternative;
use super::table::Table;

const WIDTH: i64 = 800;
const HEIGHT: i64 = 440;
const LEFT: i64 = 70;
const RIGHT: i64 = 610;
const TOP: i64 = 60;
const BOTTOM: i64 = 380;
/// The labels at the ends of the lines stand at least so far apart.
const LABEL: i64 = 17;
/// One point for so many messages.
const EVERY: usize = 10;

/// Told apart by colour and by dashes; the label repeats it in words.
const STYLE: &str = "
  svg.bytes { --paper: #ffffff; --ink: #1f2328; --dim: #5d656e; --line: #d5dae0;
    --c0: #5d656e; --c1: #0b61c4; --c2: #7a3fb3; --c3: #b3402a; --c4: #8a5a00; --c5: #1a7a4c; --c6: #c02686; --c7: #0f7580; --c8: #5b6b0f;
    max-width: 100%; height: auto; font: 13px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
  @media (prefers-color-scheme: dark) {
    svg.bytes { --paper: #16191d; --ink: #e6e9ec; --dim: #9aa4ae; --line: #353d46;
      --c0: #9aa4ae; --c1: #6cb2ff; --c2: #c69bf0; --c3: #ff9180; --c4: #e3b341; --c5: #5fce97; --c6: #ff8ccb; --c7: #56c7d3; --c8: #b9c95a; }
  }
  .bytes .paper { fill: var(--paper); }
  .bytes text { fill: var(--ink); }
  .bytes .dim { fill: var(--dim); }
  .bytes .end { text-anchor: end; }
  .bytes .mid { text-anchor: middle; }
  .bytes .title { font-size: 16px; font-weight: bold; }
  .bytes .grid { stroke: var(--line); stroke-width: 1; fill: none; }
  .bytes .lead { stroke-width: 1; fill: none; opacity: 0.7; }
  .bytes .curve { stroke-width: 2.2; fill: none; }
  .bytes .k2, .bytes .k5, .bytes .k6, .bytes .k8 { stroke-dasharray: 7 4; }
  .bytes .lead { stroke-dasharray: none; }
  .bytes .k0 { stroke: var(--c0); } .bytes .k1 { stroke: var(--c1); } .bytes .k2 { stroke: var(--c2); } .bytes .k3 { stroke: var(--c3); }
  .bytes .k4 { stroke: var(--c4); } .bytes .k5 { stroke: var(--c5); } .bytes .k6 { stroke: var(--c6); } .bytes .k7 { stroke: var(--c7); }
  .bytes .k8 { stroke: var(--c8); }
";
/// So many classes `k0`, `k1`, ... there are.
const COLORS: usize = 9;

/// The picture as a file of its own: no script, no font, no second file.
pub fn svg(table: &Table) -> String {
    let title = format!("Stored bytes over {} messages of one customer", table.run.messages);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bytes\" role=\"img\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n<title>{}</title>\n<desc>{}</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n",
        escape(&title),
        escape(&alternative(table)),
    );
    text(&mut out, (20, 30), "title", &title);
    let most = table.techniques.iter().flat_map(|technique| &technique.costs.stored_bytes).max().copied();
    let scale = Scale { messages: table.run.messages.max(1), step: step(most.unwrap_or_default()) };
    grid(&mut out, &scale);
    curves(&mut out, table, &scale);
    out.push_str("</svg>\n");
    out
}

/// Five steps of so many bytes are at least the most: 1, 2 or 5 with noughts.
fn step(most: i64) -> i64 {
    let mut ten = 1;
    loop {
        if let Some(step) = [ten, 2 * ten, 5 * ten].into_iter().find(|step| 5 * step >= most) {
            return step;
        }
        ten *= 10;
    }
}

struct Scale {
    messages: usize,
    step: i64,
}

impl Scale {
    fn x(&self, message: usize) -> i64 {
        LEFT + (RIGHT - LEFT) * message as i64 / self.messages as i64
    }

    fn y(&self, bytes: i64) -> i64 {
        BOTTOM - (BOTTOM - TOP) * bytes / (5 * self.step)
    }

    /// In tenths, so that a straight line is straight.
    fn point(&self, message: usize, bytes: i64) -> String {
        let x = 10 * LEFT + 10 * (RIGHT - LEFT) * message as i64 / self.messages as i64;
        let y = 10 * BOTTOM - 10 * (BOTTOM - TOP) * bytes / (5 * self.step);
        format!("{}.{} {}.{}", x / 10, x % 10, y / 10, y % 10)
    }
}

fn grid(out: &mut String, scale: &Scale) {
    for line in 0..=5 {
        let bytes = line * scale.step;
        let y = scale.y(bytes);
        let _ = writeln!(out, "<path class=\"grid\" d=\"M{LEFT} {y}H{RIGHT}\"/>");
        text(out, (LEFT - 8, y + 4), "dim end", &bytes.to_string());
    }
    for line in 0..=5 {
        let message = scale.messages * line / 5;
        text(out, (scale.x(message), BOTTOM + 20), "dim mid", &message.to_string());
    }
    text(out, (20, TOP - 10), "dim", "bytes in all stores, keys counted");
    text(out, ((LEFT + RIGHT) / 2, BOTTOM + 42), "dim mid", "messages handled");
}

fn curves(out: &mut String, table: &Table, scale: &Scale) {
    let ends =
        table.techniques.iter().map(|technique| technique.costs.stored_bytes.last().copied().unwrap_or_default());
    let ends: Vec<i64> = ends.collect();
    let labels = labels(&ends, scale);
    for (at, technique) in table.techniques.iter().enumerate() {
        let bytes = &technique.costs.stored_bytes;
        let points = bytes.iter().enumerate().filter(|(message, _)| message % EVERY == 0 || message + 1 == bytes.len());
        let points: Vec<String> = points.map(|(message, bytes)| scale.point(message, *bytes)).collect();
        let color = at % COLORS;
        let _ = writeln!(out, "<path class=\"curve k{color}\" d=\"M{}\"/>", points.join("L"));
        let lead = format!("M{} {}L{} {}", RIGHT + 3, scale.y(ends[at]), RIGHT + 22, labels[at]);
        let _ = writeln!(out, "<path class=\"lead k{color}\" d=\"{lead}\"/>");
        text(out, (RIGHT + 27, labels[at] + 4), "", &format!("{} {}", technique.name, ends[at]));
    }
}

/// The heights of the labels: those of the lines' ends, moved so that they do not touch: first down, and where there is no room, up.
fn labels(ends: &[i64], scale: &Scale) -> Vec<i64> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by_key(|at| (-ends[*at], *at));
    let mut labels: Vec<i64> = ends.iter().map(|bytes| scale.y(*bytes)).collect();
    let mut above = i64::MIN / 2;
    for at in &order {
        labels[*at] = labels[*at].max(above + LABEL);
        above = labels[*at];
    }
    let mut below = BOTTOM + LABEL;
    for at in order.iter().rev() {
        labels[*at] = labels[*at].min(below - LABEL);
        below = labels[*at];
    }
    labels
}

fn text(out: &mut String, (x, y): (i64, i64), class: &str, text: &str) {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = writeln!(out, "<text{class} x=\"{x}\" y=\"{y}\">{}</text>", escape(text));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_stand_apart_and_within_the_picture() {
        let scale = Scale { messages: 500, step: 20 };
        let labels = labels(&[0, 90, 1, 90, 50], &scale);
        let mut sorted = labels.clone();
        sorted.sort();
        assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= LABEL), "{labels:?}");
        assert_eq!((labels[0], labels[1], labels[4]), (BOTTOM, scale.y(90), scale.y(50)));
        assert!(labels[2] < labels[0], "{labels:?}");
    }

    #[test]
    fn five_steps_hold_the_most() {
        assert_eq!([step(0), step(5), step(6), step(22_037), step(26)], [1, 1, 2, 5_000, 10]);
    }
}
