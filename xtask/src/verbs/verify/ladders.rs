//! Runs the ladders of all variants, several at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use crate::catalog::{Exercise, Half, Rung};
use crate::compile::Program;
use crate::exit::{Exit, Stop};
use crate::ladder::{Outcome, Runner, Step};

/// One ladder to run.
#[derive(Debug)]
pub struct Job {
    /// The variant as an exercise of its own.
    pub exercise: Exercise,
    /// Its test program.
    pub program: Program,
    /// Whether nobody asks what comes after the first test that is not green.
    pub to_the_first_red: bool,
}

impl Job {
    /// The ladder of an exercise in the program of one of its variants.
    pub fn new(scratch: &Path, package: &str, program: &Path, ladder: &[Rung]) -> Job {
        let reports = scratch.join("reports").join(package);
        Job {
            exercise: Exercise {
                folder: scratch.join(package),
                package: package.to_string(),
                ladder: ladder.to_vec(),
                mob: Vec::new(),
                mob_minutes: 0,
                lecture: None,
                not_played: None,
            },
            program: Program { path: program.to_path_buf(), reports, warnings: 0 },
            to_the_first_red: false,
        }
    }
}

/// How the tests of a ladder ended, or why they could not be run.
pub type Ran = Result<Vec<Step>, String>;

/// Runs all tests of all jobs, by the name of the package.
///
/// # Errors
/// A [`Stop`] where the user interrupted; an error that is a bug of the runner.
pub fn run(jobs: Vec<Job>) -> anyhow::Result<BTreeMap<String, Ran>> {
    let waiting = Mutex::new(jobs.into_iter());
    let done = Mutex::new(BTreeMap::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || -> anyhow::Result<()> {
        loop {
            let Some(job) = waiting.lock().expect("no worker panics here").next() else {
                return Ok(());
            };
            let ran = one(&job)?;
            done.lock().expect("no worker panics here").insert(job.exercise.package, ran);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().expect("a worker returns its errors"))
    })?;
    Ok(done.into_inner().expect("no worker panics here"))
}

fn one(job: &Job) -> anyhow::Result<Ran> {
    match Runner::new(&job.exercise, Half::Alone, &job.program).and_then(|runner| steps(job, &runner)) {
        Ok(steps) => Ok(Ok(steps)),
        Err(error) => match error.downcast::<Stop>() {
            Ok(stop) if stop.exit != Exit::Interrupted => Ok(Err(stop.what)),
            Ok(stop) => Err(stop.into()),
            Err(error) => Err(error),
        },
    }
}

fn steps(job: &Job, runner: &Runner<'_>) -> anyhow::Result<Vec<Step>> {
    let mut steps = Vec::new();
    for rung in &job.exercise.ladder {
        let step = runner.step(&rung.test)?;
        let red = step.outcome != Outcome::Green;
        steps.push(step);
        if red && job.to_the_first_red {
            break;
        }
    }
    Ok(steps)
}
