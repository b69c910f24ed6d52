//! TLC and the twin must agree: on the verdict, on the length of the shortest trace, and where all holds on the number of states.
//!
//! `cargo run -p sol10-model-check --example agree` runs `cargo xtask tlc` on the specification as shipped, as solved, and with
//! each seeded mistake of `specs/`. It needs Java and TLC; it fails where the two disagree, or where either is not as declared.

mod variants;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use message_handler::{Check, Found, Handler, Invariant};
use serde_json::Value;

/// Messages, failures, workers.
type Size = (u8, u8, u8);

/// One question to both.
struct Case {
    spec: &'static str,
    /// None where the twin cannot be asked: it refuses the step itself.
    handler: Option<Handler>,
    size: Size,
    /// An invariant, or a witness that has to be false; none for all four.
    rule: Option<&'static str>,
    /// The steps of the shortest trace; none where the rule holds.
    steps: Option<usize>,
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    println!("{:<24} {:<7} {:<17} {:>22} {:>22}", "specification", "size", "rule", "TLC", "twin");
    let mut disagree = 0;
    for case in variants::cases() {
        let file = specification(folder, case.spec);
        let tlc = tlc(&file, &case);
        let twin = case.handler.map(|handler| twin(&case, handler));
        let (m, f, w) = case.size;
        let shown = twin.as_ref().map_or("-".to_string(), Answer::shown);
        let rule = case.rule.unwrap_or("all four");
        println!("{:<24} {m}x{f}x{w}   {rule:<17} {:>22} {shown:>22}", case.spec, tlc.shown());
        for wrong in wrong(&case, &tlc, twin.as_ref()) {
            disagree += 1;
            println!("    DISAGREE: {wrong}");
        }
    }
    println!("{}", if disagree == 0 { "TLC and the twin agree." } else { "TLC and the twin do not agree." });
    if disagree == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What one of the two found.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    /// None where all holds.
    steps: Option<usize>,
    states: u64,
}

impl Answer {
    fn shown(&self) -> String {
        match self.steps {
            Some(steps) => format!("broken in {steps} steps"),
            None => format!("holds, {} states", self.states),
        }
    }
}

fn wrong(case: &Case, tlc: &Answer, twin: Option<&Answer>) -> Vec<String> {
    let mut wrong = Vec::new();
    if tlc.steps != case.steps {
        wrong.push(format!("declared are {:?} steps", case.steps));
    }
    if let Some(twin) = twin
        && (twin.steps != tlc.steps || tlc.steps.is_none() && twin.states != tlc.states)
    {
        wrong.push("the two differ".to_string());
    }
    wrong
}

fn twin(case: &Case, handler: Handler) -> Answer {
    let (messages, failures, workers) = case.size;
    let asked = |rule: &str| Invariant::ALL.into_iter().filter(|it| it.name() == rule).collect::<Vec<_>>();
    let invariants = case.rule.map_or(Invariant::ALL.to_vec(), asked);
    let check = Check::new("agree").bounds(messages, failures, usize::from(workers)).invariants(&invariants);
    let Found { steps, states, .. } = check.find(handler);
    Answer { steps, states: states as u64 }
}

fn tlc(file: &Path, case: &Case) -> Answer {
    let (messages, failures, workers) = case.size;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(["xtask", "tlc", "--json"]).arg(file);
    for (name, value) in [("NoMessages", messages), ("MaxFailures", failures), ("NoWorkers", workers)] {
        command.arg("--set").arg(format!("{name}={value}"));
    }
    if let Some(rule) = case.rule {
        command.args(["--invariant", rule]);
    }
    let output = command.output().expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let found: Value = serde_json::from_str(said.lines().next().unwrap_or_default()).unwrap_or_default();
    let steps = found["steps"].as_u64().map(|steps| steps as usize);
    let states = found["distinct"].as_u64().unwrap_or_default();
    match (found["verdict"].as_str(), found["rule"].as_str()) {
        (Some("holds"), _) => Answer { steps: None, states },
        (Some("violated"), rule) if case.rule.is_none() || rule == case.rule => Answer { steps, states },
        _ => panic!("tlc {} has no verdict:\n{said}", file.display()),
    }
}

/// The file as shipped, as solved, or as solved with a seeded mistake in it.
fn specification(folder: &Path, name: &str) -> PathBuf {
    let solved = folder.join("MessageHandler.tla");
    match name {
        "shipped" => return folder.join("../../exercises/10-model-check/MessageHandler.tla"),
        "solved" => return solved,
        _ => {}
    }
    let read =
        |path: PathBuf| std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let text = read(folder.join("specs").join(format!("{name}.patch"))).replace("\r\n", "\n");
    let diff = &text[text.find("--- ").expect("it has a diff")..];
    let patch = diffy::Patch::from_str(diff).unwrap_or_else(|error| panic!("{name}: {error}"));
    let seeded = diffy::apply(&read(solved.clone()).replace("\r\n", "\n"), &patch)
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let into = folder.join("../../target/tlc/specs").join(name);
    std::fs::create_dir_all(&into).expect("target can be written");
    std::fs::write(into.join("MessageHandler.tla"), seeded).expect("target can be written");
    std::fs::write(into.join("MessageHandler.cfg"), read(solved.with_extension("cfg"))).expect("target can be written");
    into.join("MessageHandler.tla")
}
