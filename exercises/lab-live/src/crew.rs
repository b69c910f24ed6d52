//! The threads: one for each process of a scenario, used for run after run.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

use crate::actor;
use crate::cast::Cast;
use crate::live::PATIENCE;
use crate::stage::Stage;
use crate::tally::Outcome;

/// How long a thread may take to leave a run that is over. One that needs longer is in a loop without an await.
const LEAVE: Duration = Duration::from_secs(2);

/// The threads of a scenario's processes. They end when the crew is dropped.
pub(crate) struct Crew {
    calls: Vec<Sender<Arc<Stage>>>,
}

impl Crew {
    /// Starts the threads.
    pub(crate) fn hire(cast: &Cast) -> Self {
        let size = cast.pool_of.len();
        let together = Arc::new(Barrier::new(size));
        let calls = (0..size).map(|process| {
            let (sender, receiver) = channel();
            let together = together.clone();
            thread::Builder::new()
                .name(cast.names[process].to_string())
                .spawn(move || work(process, &receiver, &together))
                .expect("the system has a thread for each process");
            sender
        });
        Crew { calls: calls.collect() }
    }

    /// Makes one run.
    pub(crate) fn play(&mut self, cast: &Arc<Cast>, seed: u64) -> Outcome {
        let stage = Arc::new(Stage::new(cast.clone(), seed));
        for call in &self.calls {
            call.send(stage.clone()).expect("a thread of the crew waits for work");
        }
        let outcome = stage.wait_for_end(PATIENCE);
        if !stage.wait_for_exit(LEAVE) {
            // A thread cannot be ended from outside: it is left alone, and new ones are taken.
            *self = Crew::hire(cast);
        }
        outcome
    }
}

fn work(process: usize, calls: &Receiver<Arc<Stage>>, together: &Barrier) {
    let runtime: Runtime =
        Builder::new_current_thread().enable_time().build().expect("the system has what a runtime needs");
    while let Ok(stage) = calls.recv() {
        // Without this, the first process would often be through before the last one wakes.
        together.wait();
        actor::play(&stage, process, &runtime);
    }
}
