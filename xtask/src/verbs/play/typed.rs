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
    if whys.is_empty() { ": it is none of the choices".to_string() } else { format!(": {}", whys.join("; ")) }
}

/// The process of a sentence that says where it stands.
fn who(place: &str) -> &str {
    [" is at ", " waits for ", " has "].iter().find_map(|after| place.split_once(after)).map_or(place, |(who, _)| who)
}

#[cfg(test)]
mod tests {
    use lab::report::PlayRequest;
    use lab::{Failure, Id, Message, Scenario, Store, consumer};
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Payment(String);

    impl Message for Payment {
        fn id(&self) -> Id {
            Id::new(&self.0)
        }
    }

    async fn book(totals: &Store<u32>, payment: Payment) -> Result<(), Failure> {
        totals.put(&payment.id(), &1).await.map(drop)
    }

    /// What this line does after these steps, as the name of the choice or as what is said.
    fn after(steps: &[&str], line: &str) -> String {
        let scenario = Scenario::new("two payments")
            .given_message("payments", &Payment("pay-1".to_string()))
            .given_message("payments", &Payment("pay-2".to_string()))
            .consumer("desk", "payments", 2, consumer(|world| world.store("totals"), book))
            .crashes(1);
        let steps = steps.iter().map(|step| step.to_string()).collect();
        match understand(line, &scenario.offer(&PlayRequest { steps, ..PlayRequest::default() })) {
            Typed::Choose(name) => name,
            Typed::Unclear(why) => why,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn a_choice_is_meant_by_its_number_its_name_or_some_of_its_words() {
        let all = [
            "4",
            "deliver(\"pay-2\", \"desk 2\")",
            "deliver pay-2 desk 2",
            " Deliver pay-2 to desk 2 ",
            "pay-2 desk 2",
        ];
        for line in all {
            assert_eq!(after(&[], line), "deliver(\"pay-2\", \"desk 2\")", "{line}");
        }
    }

    #[test]
    fn of_several_the_one_without_a_fault_is_meant() {
        let at_put = ["deliver(\"pay-1\", \"desk 1\")"];
        assert_eq!(after(&at_put, "put"), "step(\"desk 1\", \"put pay-1\")");
        assert_eq!(after(&at_put, "kill desk 1"), "`kill desk 1` cannot happen here: desk 1 is at `put pay-1`");
        assert_eq!(after(&at_put, "crash"), "crash(\"desk 1\")");
    }

    #[test]
    fn what_is_not_clear_is_told_with_what_it_may_mean() {
        assert_eq!(after(&[], "deliver"), "`deliver` may mean 1, 2, 3, 4: say more of it");
        assert_eq!(after(&[], "5"), "`5` is no choice here: there are 1 to 4");
        assert_eq!(after(&[], "0"), "`0` is no choice here: there are 1 to 4");
        assert_eq!(
            after(&[], "crash desk 2"),
            "`crash desk 2` cannot happen here: crash cannot happen here; desk 2 has nothing to do here"
        );
        assert_eq!(after(&[], "BACK"), "Back");
    }
}
