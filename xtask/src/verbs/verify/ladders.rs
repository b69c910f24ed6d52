//! Runs the ladders of all variants, several at once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use crate::catalog::{Exercise, Half, Rung};
use crate::compile::Program;
use crate::exit::{Exit, Stop};
use crate::ladder::{Runner, Step};

/// One ladder to run.
#[derive(Debug)]
pub struct Job {
    /// The variant as an exercise of its own.
    pub exercise: Exercise,
    /// Its test program.
    pub program: Program,
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
                lecture: None,
                not_played: None,
            },
            program: Program { path: program.to_path_buf(), reports, warnings: 0 },
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
    let steps = Runner::new(&job.exercise, Half::Alone, &job.program)
        .and_then(|runner| job.exercise.ladder.iter().map(|rung| runner.step(&rung.test)).collect());
    match steps {
        Ok(steps) => Ok(Ok(steps)),
        Err(error) => match error.downcast::<Stop>() {
            Ok(stop) if stop.exit != Exit::Interrupted => Ok(Err(stop.what)),
            Ok(stop) => Err(stop.into()),
            Err(error) => Err(error),
        },
    }
}
