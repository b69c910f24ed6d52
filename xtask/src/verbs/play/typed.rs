//! What a line means that was typed: a number, a step by its name or some of its words, or a command.

use lab::report::{Choice, Play};

use super::words;

/// What is meant.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// The choice of this name.
    Choose(String),
    /// Takes the last choice back.
    Back,
    /// One step along the smallest run that breaks a rule.
    Story,
    /// All that is known of this moment.
    Details,
    /// Rules, faults, commands.
    Help,
    /// The same choices with the code as it is now.
    Rebuild,
    /// The end.
    Quit,
    /// Nothing.
    Empty,
    /// Nothing that can be done: why.
    Unclear(String),
}

/// What a line means at this moment.
pub fn understand(line: &str, play: &Play) -> Typed {
    let line = line.trim();
    match line.to_lowercase().as_str() {
        "" => return Typed::Empty,
        "u" | "back" | "undo" => return Typed::Back,
        "s" | "story" => return Typed::Story,
        "d" | "details" | "state" => return Typed::Details,
        "?" | "h" | "help" | "rules" => return Typed::Help,
        "r" | "rebuild" => return Typed::Rebuild,
        "q" | "quit" | "end" | "exit" => return Typed::Quit,
        _ => {}
    }
    let choices: Vec<&Choice> = play.choices.iter().filter(|choice| !choice.alike).collect();
    if let Ok(number) = line.parse::<usize>() {
        return match number.checked_sub(1).and_then(|at| choices.get(at)) {
            Some(choice) => Typed::Choose(choice.name.clone()),
            None => Typed::Unclear(format!("`{line}` is no choice here: {}", range(choices.len(), play))),
        };
    }
    match meant(line, &choices).as_slice() {
        [choice] => Typed::Choose(choice.name.clone()),
        [] => Typed::Unclear(format!("`{line}` cannot happen here{}", because(line, play))),
        several => {
            let number = |choice: &&&Choice| choices.iter().position(|known| known == *choice).unwrap_or_default() + 1;
            let numbers: Vec<String> = several.iter().map(|choice| number(&choice).to_string()).collect();
            Typed::Unclear(format!("`{line}` may mean {}: say more of it", numbers.join(", ")))
        }
    }
}

fn range(count: usize, play: &Play) -> String {
    match (count, play.choices.is_empty()) {
        (_, true) => "only back, help and quit are left".to_string(),
        (1, _) => "there is only 1".to_string(),
        (count, _) => format!("there are 1 to {count}"),
    }
}

/// The words of a text in lower case, without the signs of a call.
fn tokens(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace(['(', ')', '"', ',', ':', '`', '→'], " ");
    text.split_whitespace().map(str::to_string).collect()
}

/// The choices that have all of these words. Of several those without a fault, if there is just one.
fn meant<'a>(line: &str, choices: &[&'a Choice]) -> Vec<&'a Choice> {
    let wanted = tokens(line);
    let all = |choice: &Choice| tokens(&format!("{} {} {}", choice.name, choice.from, words::what(choice)));
    let exactly = |choice: &&&Choice| tokens(&choice.name) == wanted;
    let whole = |choice: &&&Choice| wanted.iter().all(|word| all(choice).contains(word));
    let part = |choice: &&&Choice| wanted.iter().all(|word| all(choice).iter().any(|known| known.contains(word)));
    if wanted.is_empty() {
        return Vec::new();
    }
    let found: Vec<&Choice> = choices.iter().filter(exactly).copied().collect();
    let found = if found.is_empty() { choices.iter().filter(whole).copied().collect() } else { found };
    let found: Vec<&Choice> = if found.is_empty() { choices.iter().filter(part).copied().collect() } else { found };
    let well: Vec<&Choice> = found.iter().filter(|choice| choice.fault.is_none()).copied().collect();
    if well.len() == 1 { well } else { found }
}

/// Words for a fault, beside its own.
const ALSO: [(&str, &[&str]); 9] = [
    ("crash", &["crash", "dies", "die", "kill"]),
    ("unavailable", &["unavailable", "refuse"]),
    ("ambiguous", &["ambiguous", "lose_answer", "lose_request", "lose"]),
    ("duplicate", &["duplicate", "copy"]),
    ("lease expiry", &["lease", "expire", "expiry"]),
    ("lost request", &["lose_request", "lost", "lose"]),
    ("lost response", &["lose_answer", "lost", "lose"]),
    ("eviction", &["evict", "eviction", "forget"]),
    ("clock jump", &["clock", "jump"]),
];

/// Why nothing like it can happen: what the faults and processes that it names are up to.
fn because(line: &str, play: &Play) -> String {
    let wanted = tokens(line);
    let named = |word: &str| {
        let also = ALSO.iter().find(|(fault, _)| *fault == word).map(|(_, also)| *also).unwrap_or_default();
        wanted.iter().any(|wanted| also.contains(&wanted.as_str()))
    };
    let faults = play.faults.iter().filter(|fault| named(&fault.word)).filter_map(|fault| fault.why_not.clone());
    let low = line.to_lowercase();
    let places = play.processes.iter().filter(|place| low.contains(&who(place).to_lowercase())).cloned();
    let whys: Vec<String> = faults.chain(places).collect();
    if whys.is_empty() { String::new() } else { format!(": {}", whys.join("; ")) }
}

/// The process of a sentence that says where it stands.
fn who(place: &str) -> &str {
    [" is at ", " waits for ", " has "].iter().find_map(|after| place.split_once(after)).map_or(place, |(who, _)| who)
}
