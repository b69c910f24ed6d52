//! Runs the tests of an exercise, one process each, and says how each ended.

mod climb;

use std::process::Command;
use std::time::Duration;

use lab::report::{Play, PlayRequest, Replay, Report, Verdict};

use crate::catalog::{Exercise, Half};
use crate::compile::Program;
use crate::exit::{Exit, Stop};
use crate::process::{self, Ended, Limits, Run, Sign};
use crate::reports::Reports;
use crate::terminal::complain;

/// What is kept of a test's output.
const OUTPUT_BYTES: usize = 64 * 1024;
/// How long a test may take, in seconds, unless `LAB_CHECK_SECONDS` says otherwise.
const SECONDS: u64 = 60;
/// After so long a wait the runner says what it waits for.
const SILENCE: Duration = Duration::from_secs(5);

/// How one test ended.
#[derive(Debug)]
pub struct Step {
    /// The name of the test function.
    pub test: String,
    /// Green, or why not.
    pub outcome: Outcome,
    /// What the lab found, where the test asked it.
    pub report: Option<Report>,
    /// What the test itself said.
    pub output: String,
    /// How long it took.
    pub took: Duration,
}

impl Step {
    /// What the lab found, where the test ended by that.
    pub fn told(&self) -> Option<&Report> {
        self.report.as_ref().filter(|_| matches!(self.outcome, Outcome::Broken | Outcome::Unknown))
    }
}

/// Green, or why not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It passed.
    Green,
    /// The lab found a run that breaks a rule, or a guard fired: the report tells.
    Broken,
    /// The lab reached a limit before it could say: never a pass.
    Unknown,
    /// The test said no, by a panic or an error.
    Failed,
    /// The process died: the name of the signal.
    Died(String),
    /// The process died for want of stack.
    StackOverflow,
    /// The process did not end in its time, in seconds, and was ended.
    TimeLimit(u64),
    /// The report cannot be read: why.
    Unreadable(String),
}

impl Outcome {
    /// In one word, for the log.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Green => "green",
            Outcome::Broken => "broken",
            Outcome::Unknown => "unknown",
            Outcome::Failed => "failed",
            Outcome::Died(_) => "died",
            Outcome::StackOverflow => "stack-overflow",
            Outcome::TimeLimit(_) => "time-limit",
            Outcome::Unreadable(_) => "unreadable",
        }
    }
}

/// What a test answers to the choices of a person.
#[derive(Debug)]
pub enum Answered {
    /// Where they lead.
    Play(Box<Play>),
    /// Nothing: the test has no scenario whose steps can be chosen.
    Nothing,
    /// Nothing, since its process ended before it could: what happened, in words.
    Lost(String),
}

/// Runs tests of one program.
#[derive(Debug)]
pub struct Runner<'a> {
    exercise: &'a Exercise,
    half: Half,
    program: &'a Program,
    reports: Reports,
    seconds: u64,
}

impl<'a> Runner<'a> {
    /// For the tests of a program that was built of this half.
    ///
    /// # Errors
    /// A [`Stop`] where the time limit is no number.
    pub fn new(exercise: &'a Exercise, half: Half, program: &'a Program) -> anyhow::Result<Runner<'a>> {
        let reports = Reports::new(&program.reports, &exercise.package);
        Ok(Runner { exercise, half, program, reports, seconds: seconds()? })
    }

    /// Runs one test in a process of its own.
    ///
    /// # Errors
    /// Where the program cannot be run or an old report not be removed; a [`Stop`] where the user interrupted, or the program has no
    /// such test.
    pub fn step(&self, test: &str) -> anyhow::Result<Step> {
        let run = self.run(test, self.command())?;
        self.judge(test, &run)
    }

    /// What a run of a test means. From now on its report is that of this run.
    fn judge(&self, test: &str, run: &Run) -> anyhow::Result<Step> {
        self.reports.forget(test)?;
        let (report, unreadable) = match self.reports.take(test) {
            Ok(report) => (report, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let outcome = self.outcome(run, report.as_ref(), unreadable);
        let output = said(run);
        Ok(Step { test: test.to_string(), outcome, report, output, took: run.took })
    }

    /// Lets one test make one run again. None where the test is none that can: it asks the lab nothing.
    ///
    /// # Errors
    /// As of [`step`](Runner::step).
    pub fn replay(&self, test: &str, id: &str) -> anyhow::Result<Option<Replay>> {
        let mut command = self.command();
        command.env("LAB_REPLAY", id);
        self.run(test, command)?;
        Ok(self.reports.take_replay(test)?)
    }

    /// Lets one test follow the choices of a person.
    ///
    /// # Errors
    /// As of [`step`](Runner::step).
    pub fn play(&self, test: &str, asked: &PlayRequest) -> anyhow::Result<Answered> {
        self.reports.forget_play(test);
        let mut command = self.command();
        command.env("LAB_PLAY", serde_json::to_string(asked)?);
        // Silent: the screen belongs to whoever plays.
        let run = self.run_with(test, command, |_| {})?;
        if let Some(play) = self.reports.take_play(test)? {
            return Ok(Answered::Play(Box::new(play)));
        }
        Ok(match self.outcome(&run, None, None) {
            Outcome::Green => Answered::Nothing,
            Outcome::TimeLimit(seconds) => Answered::Lost(format!("your code did not end within {seconds} s")),
            Outcome::StackOverflow => Answered::Lost("your code overflowed the stack".to_string()),
            Outcome::Died(signal) => Answered::Lost(format!("your code ended its process by {signal}")),
            _ => Answered::Lost(format!("the test failed. It said: {}", said(&run))),
        })
    }

    fn run(&self, test: &str, command: Command) -> anyhow::Result<Run> {
        self.run_with(test, command, self.notice(test))
    }

    fn run_with(&self, test: &str, mut command: Command, watch: impl FnMut(Sign<'_>)) -> anyhow::Result<Run> {
        // A test that someone marked as ignored would count as passed without having run.
        command.args(["--exact", test, "--test-threads=1", "--include-ignored"]);
        let run = process::run(command, self.limits(), watch)?;
        match run.ended {
            Ended::Interrupted => Err(Stop::interrupted().into()),
            // The harness counts that as passed.
            Ended::Code(0) if run.stdout.trim_start().starts_with("running 0 tests") => Err(self.no_test(test)),
            _ => Ok(run),
        }
    }

    /// A ladder that names a test which is not there is wrong.
    fn no_test(&self, test: &str) -> anyhow::Error {
        let mut command = self.command();
        command.args(["--list", "--format", "terse"]);
        let list = match process::run(command, self.limits(), |_| {}) {
            Ok(list) => list,
            Err(error) => return error,
        };
        let there: Vec<&str> = list.stdout.lines().filter_map(|line| line.strip_suffix(": test")).collect();
        let what = format!(
            "field `test` of the ladder in {}: `{test}` is no test of tests/{}.rs\nthere are: {}",
            self.exercise.manifest().display(),
            self.half.target(),
            there.join(", ")
        );
        Stop::new(Exit::WrongUse, what, "mend the ladder, or give the test its name back").into()
    }

    /// One line where a test takes long, so that it does not look like a hang.
    fn notice(&self, test: &str) -> impl FnMut(Sign<'_>) {
        let mut told = false;
        move |sign| {
            if let Sign::Waiting(time) = sign
                && time >= SILENCE
                && !told
            {
                told = true;
                self.tell_silence(test);
            }
        }
    }

    fn tell_silence(&self, test: &str) {
        complain(format!("still running {test} (at most {} s)", self.seconds));
    }

    fn outcome(&self, run: &Run, report: Option<&Report>, unreadable: Option<String>) -> Outcome {
        match (report.map(|report| report.verdict), &run.ended) {
            (Some(Verdict::Broken), _) => Outcome::Broken,
            (_, Ended::TimeLimit) => Outcome::TimeLimit(self.seconds),
            (Some(Verdict::Unknown), _) => Outcome::Unknown,
            _ if run.stderr.contains("has overflowed its stack") => Outcome::StackOverflow,
            (_, Ended::Signal(name)) => Outcome::Died(name.clone()),
            _ if unreadable.is_some() => Outcome::Unreadable(unreadable.unwrap_or_default()),
            (_, Ended::Code(0)) => Outcome::Green,
            _ => Outcome::Failed,
        }
    }

    /// The program with the environment that cargo would give it.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program.path);
        command
            .current_dir(&self.exercise.folder)
            .env("CARGO_MANIFEST_DIR", &self.exercise.folder)
            .env("CARGO_MANIFEST_PATH", self.exercise.manifest())
            .env("CARGO_PKG_NAME", &self.exercise.package)
            .env("LAB_REPORTS", self.reports.folder())
            .env_remove("LAB_REPLAY")
            .env_remove("LAB_PLAY")
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE");
        command
    }

    fn limits(&self) -> Limits {
        Limits { time: Some(Duration::from_secs(self.seconds)), output_bytes: OUTPUT_BYTES }
    }
}

fn seconds() -> Result<u64, Stop> {
    let Some(text) = std::env::var_os("LAB_CHECK_SECONDS") else {
        return Ok(SECONDS);
    };
    let text = text.to_string_lossy().into_owned();
    text.trim().parse().ok().filter(|&seconds| seconds > 0).ok_or_else(|| {
        Stop::new(
            Exit::WrongUse,
            format!("LAB_CHECK_SECONDS is `{text}`, expected a number of seconds from 1"),
            "unset LAB_CHECK_SECONDS",
        )
    })
}

/// What the test said, without the lines that the test harness adds around it.
fn said(run: &Run) -> String {
    let text = format!("{}\n{}", run.stdout, run.stderr);
    let harness = |line: &str| {
        ["running 1 test", "failures:", "test result: ", "error: test failed"].iter().any(|word| line.starts_with(word))
            || (line.starts_with("test ") && line.contains(" ... "))
            || (line.starts_with("---- ") && line.ends_with(" ----"))
            || line.starts_with("note: run with `RUST_BACKTRACE=1`")
    };
    let mut lines: Vec<&str> = text.lines().filter(|line| !harness(line)).collect();
    // The names of failed tests, which the harness repeats at the end.
    lines.retain(|line| !(line.starts_with("    ") && !line.trim().contains(' ') && text.contains("failures:")));
    lines.dedup_by(|a, b| a.trim().is_empty() && b.trim().is_empty());
    lines.join("\n").trim().to_string()
}
