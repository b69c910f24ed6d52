//! The backend that the handlers of one process see during one life.

use std::future::pending;
use std::panic::Location;
use std::sync::Arc;

use lab::{Backend, Boxed, Bytes, Id, Op, Reply};

use crate::desk::Arrival;
use crate::stage::Stage;

/// A process in one of its lives. Once that life is over, nothing that still holds the handle can do anything with it.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    pub(crate) stage: Arc<Stage>,
    pub(crate) process: usize,
    pub(crate) life: u64,
}

impl Backend for Handle {
    fn call(&self, op: Op, at: &'static Location<'static>) -> Boxed<Reply> {
        let Handle { stage, process, life } = self.clone();
        Box::pin(async move {
            stage.dawdle(process).await;
            match stage.arrive(process, life, &op, at) {
                Arrival::Answered(reply) => reply,
                Arrival::Waits(reply) => match reply.await {
                    Ok(reply) => reply,
                    Err(_) => pending().await,
                },
                Arrival::Dead => pending().await,
            }
        })
    }

    fn fresh_id(&self) -> Id {
        self.stage.fresh_id(self.process)
    }

    fn recall(&self, name: &str) -> Option<Bytes> {
        self.stage.recall(self.process, self.life, name)
    }

    fn remember(&self, name: &str, value: Bytes) {
        self.stage.remember(self.process, self.life, name, value);
    }
}
