//! The loop of one process: it takes work, runs the handler, and hands in what came of it.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use lab::process::{Outcome, Task};
use lab::{World, quietly};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::handle::Handle;
use crate::stage::Stage;

/// A handler to be run: its input, which life of the process it is, and what tells that this life is over.
pub(crate) struct Work {
    pub(crate) task: Task,
    pub(crate) life: u64,
    pub(crate) death: oneshot::Receiver<()>,
}

/// Tells the stage that this thread has left it, come what may.
struct Leaving<'s>(&'s Stage);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// Plays one process until the run is over or its script has ended.
pub(crate) fn play(stage: &Arc<Stage>, process: usize, runtime: &Runtime) {
    let _leaving = Leaving(stage);
    while let Some(work) = stage.next_work(process) {
        let life = work.life;
        match quietly(|| runtime.block_on(live(stage, process, work))) {
            Ok(Some(outcome)) => stage.finish(process, life, &outcome),
            Ok(None) => (),
            Err(caught) => stage.fail_for_panic(process, life, caught),
        }
    }
}

/// Runs a handler to its end, or to the end of its life: then it is dropped where it stands.
async fn live(stage: &Arc<Stage>, process: usize, work: Work) -> Option<Outcome> {
    let Work { task, life, mut death } = work;
    let world = World::new(Arc::new(Handle { stage: stage.clone(), process, life }));
    let handler = stage.cast.code(process).start(world, task);
    let mut handler = pin!(async {
        let outcome = handler.await;
        // Between the last gate and the acknowledgement or response there is time to die, too.
        stage.dawdle(process).await;
        outcome
    });
    poll_fn(|context| {
        if pin!(&mut death).poll(context).is_ready() {
            return Poll::Ready(None);
        }
        handler.as_mut().poll(context).map(Some)
    })
    .await
}
