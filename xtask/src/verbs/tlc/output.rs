//! What TLC says with `-tool`: messages with a number each, between marks.

use super::value::Value;

const START: &str = "@!@!@STARTMSG ";
const END: &str = "@!@!@ENDMSG ";

/// How TLC ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// All states were looked at, and all is true.
    #[default]
    Holds,
    /// Something is not true: its name, and what kind of thing it is.
    Broken {
        /// The name of an invariant, or what is wrong in words.
        what: String,
        /// Why it is so.
        reason: String,
    },
    /// The specification is not understood, or cannot be evaluated: what TLC says.
    Wrong(String),
    /// It took too long.
    Limit,
}

/// One state of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The action that led to it; none for the first.
    pub action: Option<String>,
    /// The variables with their values.
    pub variables: Vec<(String, Value)>,
}

/// How a trace of a property that never comes true goes on for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forever {
    /// Nothing more happens.
    Stuttering,
    /// Back to the state with this number.
    BackTo(String),
}

/// All that was heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// How it ended.
    pub verdict: Verdict,
    /// The run that shows it.
    pub trace: Vec<State>,
    /// How it goes on, where that is the point.
    pub forever: Option<Forever>,
    /// States generated.
    pub generated: u64,
    /// Different states.
    pub distinct: u64,
}

/// Reads the output.
pub fn hear(text: &str) -> Heard {
    let mut heard =
        Heard { verdict: Verdict::Wrong("TLC said nothing that is understood".to_string()), ..Heard::default() };
    let (messages, rest) = messages(text);
    let mut errors = Vec::new();
    for (code, is_error, text) in &messages {
        let first = text.lines().next().unwrap_or_default();
        let broken = |what: &str, reason: &str| Verdict::Broken { what: what.to_string(), reason: reason.to_string() };
        match code.as_str() {
            "2193" if errors.is_empty() => heard.verdict = Verdict::Holds,
            "2107" | "2110" => {
                heard.verdict = broken(
                    first.split_whitespace().nth(1).unwrap_or_default(),
                    "the invariant is false in the last state",
                );
                if code == "2107" {
                    heard.trace.push(State { action: None, variables: variables(text) });
                }
            }
            "2112" | "2113" => heard.verdict = broken(first, "the step to the last state is not allowed"),
            "2114" => {
                heard.verdict =
                    broken("a step is possible in each state", "deadlock: nothing can happen in the last state")
            }
            "2116" => heard.verdict = broken("what has to come true comes true", "a temporal property is violated"),
            "2217" => heard.trace.push(state(text)),
            "2218" => heard.forever = Some(Forever::Stuttering),
            "2122" => heard.forever = Some(Forever::BackTo(first.split(':').next().unwrap_or_default().to_string())),
            "2199" => (heard.generated, heard.distinct) = counts(first),
            _ if *is_error && !["2121", "2264"].contains(&code.as_str()) => errors.push(text.trim().to_string()),
            _ => {}
        }
    }
    if !matches!(heard.verdict, Verdict::Holds | Verdict::Broken { .. }) {
        let parser =
            rest.lines().filter(|line| !["Parsing file", "Semantic processing"].iter().any(|it| line.starts_with(it)));
        let parser = parser.filter(|line| !line.trim().is_empty()).take(12).map(str::to_string);
        errors = parser.chain(errors).collect();
        heard.verdict = Verdict::Wrong(errors.join("\n"));
    }
    heard
}

/// The messages: number, whether it is an error, text; and what stands outside of them.
fn messages(text: &str) -> (Vec<(String, bool, String)>, String) {
    let (mut messages, mut rest) = (Vec::new(), String::new());
    // A message may stand within another, as an error of the configuration does.
    let mut open: Vec<(String, bool, String)> = Vec::new();
    for line in text.lines() {
        if let Some((before, head)) = line.split_once(START) {
            if let Some(outer) = open.last_mut() {
                outer.2 += before;
            }
            let head = head.split_whitespace().next().unwrap_or_default();
            let (code, severity) = head.split_once(':').unwrap_or((head, "0"));
            open.push((code.to_string(), severity == "1", String::new()));
        } else if line.contains(END) {
            messages.extend(open.pop());
        } else {
            let into = open.last_mut().map_or(&mut rest, |message| &mut message.2);
            *into += &format!("{line}\n");
        }
    }
    (messages, rest)
}

/// `14 states generated, 14 distinct states found, 3 states left on queue.`
fn counts(line: &str) -> (u64, u64) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |word: Option<&&str>| word.and_then(|word| word.replace(',', "").parse().ok()).unwrap_or_default();
    let distinct = words.iter().position(|word| *word == "distinct").and_then(|at| words.get(at.checked_sub(1)?));
    (number(words.first()), number(distinct))
}

/// `2: <Receive line 98, col 18 to ... of module M>`, then the variables.
fn state(text: &str) -> State {
    let head = text.lines().next().unwrap_or_default();
    let name = head.split_once('<').map(|(_, rest)| rest.trim_end_matches('>'));
    let name = name.map(|rest| rest.split(" line ").next().unwrap_or(rest).to_string());
    let action = name.filter(|name| !name.starts_with("Initial"));
    State { action, variables: variables(text) }
}

/// `/\ x = 1`; a long value goes on in further lines.
fn variables(text: &str) -> Vec<(String, Value)> {
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines().skip(1) {
        match (line.strip_prefix("/\\ "), parts.last_mut()) {
            (Some(line), _) => parts.push(line.to_string()),
            (None, None) => parts.push(line.to_string()),
            (None, Some(last)) => *last += &format!(" {}", line.trim()),
        }
    }
    let pairs = parts.iter().filter_map(|part| part.split_once(" = "));
    pairs.map(|(name, value)| (name.trim().to_string(), Value::read(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(code: &str, severity: u8, text: &str) -> String {
        format!("{START}{code}:{severity} @!@!@\n{text}\n{END}{code} @!@!@\n")
    }

    #[test]
    fn a_violated_invariant_is_heard_with_its_trace() {
        let text = [
            message("2110", 1, "Invariant NoGhost is violated."),
            message("2121", 1, "The behavior up to this point is:"),
            message("2217", 4, "1: <Initial predicate>\n/\\ a = {}\n/\\ b = <<\"x\",\n  \"y\">>\n"),
            message(
                "2217",
                4,
                "2: <Send line 1, col 2 to line 3, col 4 of module M>\n/\\ a = {1}\n/\\ b = <<\"x\", \"y\">>\n",
            ),
            message("2199", 0, "1,014 states generated, 12 distinct states found, 3 states left on queue."),
        ];
        let heard = hear(&text.concat());
        assert!(matches!(&heard.verdict, Verdict::Broken { what, .. } if what == "NoGhost"));
        assert_eq!((heard.generated, heard.distinct, heard.trace.len()), (1014, 12, 2));
        assert_eq!(heard.trace[1].action.as_deref(), Some("Send"));
        assert_eq!(heard.trace[0].variables[1].1, heard.trace[1].variables[1].1);
    }

    #[test]
    fn what_holds_holds_and_what_is_wrong_is_said() {
        let text = message("2193", 0, "Model checking completed. No error has been found.");
        assert_eq!(hear(&text).verdict, Verdict::Holds);
        let text =
            format!("***Parse Error***\nin line 3\n{}", message("3002", 1, "Parsing or semantic analysis failed."));
        let Verdict::Wrong(what) = hear(&text).verdict else { panic!("it is wrong") };
        assert!(what.starts_with("***Parse Error***\nin line 3") && what.ends_with("failed."), "{what}");
        assert!(matches!(hear("").verdict, Verdict::Wrong(_)));
    }
}
