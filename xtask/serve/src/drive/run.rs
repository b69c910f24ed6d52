//! The steps of a drive, and the hand that kills the server meanwhile.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Method, StatusCode};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::child::Server;
use super::client::{Client, Counts, Told};
use super::judge::balances;
use super::plan::Plan;
use super::{CONNECTIONS, LATER_SECONDS, show};
use crate::exit::{Exit, Stop};
use crate::http::control::{Ahead, CLOCK, STORE};
use crate::loss::Dice;
use crate::race::{First, first};

/// After a kill is due it comes within this time: somewhere in the middle of whatever is done then.
const AIM_MICROS: u64 = 4_000;

/// A step of the drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Asked for, and told.
    Charge,
    /// Asked for again, later.
    Again,
    /// Over.
    Delete,
    /// A `POST` after that.
    Late,
}

impl Step {
    /// All, in their order.
    pub const ALL: [Step; 4] = [Step::Charge, Step::Again, Step::Delete, Step::Late];

    /// What is asked in it, for the charge of this number.
    fn verbs(self, number: usize) -> &'static [Method] {
        const ALL: [Method; 3] = [Method::PUT, Method::POST, Method::GET];
        match self {
            Step::Charge => &[Method::PUT, Method::POST],
            Step::Again if number.is_multiple_of(3) => &ALL,
            Step::Again => &[Method::POST, Method::GET],
            Step::Delete => &[Method::DELETE],
            Step::Late => &[Method::POST],
        }
    }
}

/// What one charge was told, over all steps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// The answer that came first.
    pub answer: Option<String>,
    /// The first answer that was another.
    pub other: Option<String>,
    /// What the late `POST` was told.
    pub late: Option<StatusCode>,
    /// The first thing that nobody should be told where it was told.
    pub odd: Option<String>,
}

impl Heard {
    fn hear(&mut self, step: Step, verb: &Method, told: Told) {
        let asks_for_answer = [Method::POST, Method::GET].contains(verb);
        if step == Step::Late {
            self.late = Some(told.status);
        } else if asks_for_answer && told.status == StatusCode::OK {
            match &self.answer {
                None => self.answer = Some(told.body),
                Some(first) if *first != told.body => self.other = self.other.take().or(Some(told.body)),
                Some(_) => {}
            }
        } else if asks_for_answer || !told.status.is_success() {
            self.odd = self.odd.take().or(Some(format!("{} by {verb}", told.status)));
        }
    }
}

/// A drive under way: what all its tasks share.
#[derive(Debug)]
pub struct Drive {
    /// What is charged.
    pub plan: Plan,
    /// Who is asked.
    pub server: Server,
    /// What was seen.
    pub counts: Counts,
    /// What each charge was told.
    pub heard: Mutex<Vec<Heard>>,
    /// For waits, and for the moments of kills.
    pub seed: u64,
    /// How often the server is killed.
    pub kills: u32,
}

impl Drive {
    /// What each charge was told so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes the steps, with kills in between.
    ///
    /// # Errors
    /// A [`Stop`] where a request has no clear answer, or the server does not come up again.
    pub async fn run(self: &Arc<Drive>) -> Result<(), Stop> {
        let (fails, failed) = oneshot::channel();
        let drive = self.clone();
        tokio::spawn(async move {
            if let Err(stop) = drive.kill().await {
                // The other end is gone only where the drive is.
                let _ = fails.send(stop);
            }
        });
        let failed = async {
            match failed.await {
                Ok(stop) => stop,
                Err(_) => std::future::pending().await,
            }
        };
        match first(self.steps(), failed).await {
            First::Left(done) => done,
            First::Right(stop) => Err(stop),
        }
    }

    async fn steps(self: &Arc<Drive>) -> Result<(), Stop> {
        let mut control = Client::new(self.clone(), self.seed);
        for step in Step::ALL {
            if step == Step::Again {
                let ahead = lab::Bytes::of(&Ahead { ahead_seconds: LATER_SECONDS }).text();
                control.ask(&Method::PUT, CLOCK, &ahead).await?;
            }
            let before = self.counts.sums();
            self.step(step).await?;
            if step == Step::Late {
                // All of them are due by now, and the last may still be under way.
                let _ = self.counts.kills.subscribe().wait_for(|kills| *kills == self.kills).await;
            }
            let sums = self.counts.sums().since(before);
            let store = control.ask(&Method::GET, STORE, "").await?.body;
            show::step(step, sums, &self.plan.debits(&balances(&store)));
        }
        Ok(())
    }

    /// All charges, over all connections.
    async fn step(self: &Arc<Drive>, step: Step) -> Result<(), Stop> {
        let order = Arc::new(Mutex::new(self.plan.order(step as u64)));
        let mut connections = JoinSet::new();
        for number in 0..CONNECTIONS as u64 {
            let (drive, order) = (self.clone(), order.clone());
            connections.spawn(async move {
                let mut client = Client::new(drive.clone(), drive.seed.wrapping_add(number));
                loop {
                    let next = order.lock().unwrap_or_else(PoisonError::into_inner).pop();
                    let Some(number) = next else { return Ok(()) };
                    drive.charge(&mut client, step, number).await?;
                }
            });
        }
        while let Some(ended) = connections.join_next().await {
            ended
                .map_err(|error| Stop::new(Exit::Bug, error.to_string(), "report it with the command you typed"))??;
        }
        Ok(())
    }

    async fn charge(&self, client: &mut Client, step: Step, number: usize) -> Result<(), Stop> {
        let charge = &self.plan.charges[number];
        for verb in step.verbs(number) {
            let body = if [Method::PUT, Method::POST].contains(verb) { charge.body() } else { String::new() };
            let told = client.ask(verb, &charge.path(), &body).await?;
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard[number].hear(step, verb, told);
        }
        Ok(())
    }

    /// Kills the server at moments that the seed says: each is a number of requests that were told, so none is after the end.
    async fn kill(&self) -> Result<(), Stop> {
        let mut dice = Dice::new(self.seed ^ 0x6b69_6c6c);
        let each = |number| Step::ALL.iter().map(|step| step.verbs(number).len()).sum::<usize>();
        let all: usize = (0..self.plan.charges.len()).map(each).sum();
        let mut moments: Vec<u64> = (0..self.kills).map(|_| dice.below(all.max(1) as u64)).collect();
        moments.sort_unstable();
        let mut told = self.counts.told.subscribe();
        for moment in moments {
            // The sending end lives as long as this.
            let _ = told.wait_for(|told| *told > moment).await;
            sleep(Duration::from_micros(dice.below(AIM_MICROS))).await;
            self.server.kill_and_restart().await?;
            self.counts.kills.send_modify(|kills| *kills += 1);
        }
        Ok(())
    }
}
