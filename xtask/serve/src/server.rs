//! The server as a program: opens the database, says what it serves, serves, and ends in good order.

use std::fs;
use std::future::pending;
use std::io::{self, ErrorKind, Read as _};
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};

use crate::db::{Cannot, Db};
use crate::exit::{Exit, Stop};
use crate::http::{Site, accept};
use crate::limits;
use crate::log::{Log, say};
use crate::loss::Losses;
use crate::options::Options;
use crate::race::first;
use crate::workers::{Exercise, Workers, open_accounts};

/// Before the address in the first line that the server says.
pub const SERVING: &str = "serving on http://";

/// Serves until somebody asks to end.
///
/// # Errors
/// A [`Stop`] where the database or the port is taken, or the accounts cannot be made.
pub fn serve(exercise: Exercise, options: &Options) -> Result<Exit, Stop> {
    let runtime = Builder::new_current_thread().enable_all().build().expect("the system has what a runtime needs");
    runtime.block_on(run(exercise, options))
}

async fn run(exercise: Exercise, options: &Options) -> Result<Exit, Stop> {
    // The port first: with it taken, a fresh database is not made either.
    let listener = bind(exercise, options.port).await?;
    let port = listener.local_addr().map_or(options.port, |address| address.port());
    let db = open(exercise, options)?;
    open_accounts(exercise, &db, &options.accounts).await.map_err(|what| {
        let what = format!("{} cannot make the accounts: {what}", exercise.file);
        Stop::new(Exit::NotPassed, what, format!("mend it, and then {}", exercise.command))
    })?;
    let site = Arc::new(Site {
        db: db.clone(),
        workers: Workers::start(exercise, &db),
        losses: Losses::new(options.lose_responses, options.seed),
        log: Log::new(options.is_quiet),
    });
    greet(exercise, options, port);
    let (ending, end) = watch::channel(false);
    let serving = tokio::spawn(accept(listener, site.clone(), end));
    asked_to_end(options.ends_with_stdin).await;
    let _ = ending.send(true);
    let _ = serving.await;
    let answered = site.log.answered();
    // The workers end when the site is gone, and with them the last holders of the database.
    drop(site);
    let closed = if close(db) { "is closed" } else { "is held by a handler that does not end" };
    say(format!("\nended: {answered} requests were answered or lost, the database {closed}"));
    Ok(Exit::Interrupted)
}

async fn bind(exercise: Exercise, port: u16) -> Result<TcpListener, Stop> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
        let what = match error.kind() {
            ErrorKind::AddrInUse => format!("port {port} is taken by another program"),
            ErrorKind::PermissionDenied => format!("port {port} is not for everybody: {error}"),
            _ => format!("port {port} of 127.0.0.1 cannot be opened: {error}"),
        };
        Stop::new(Exit::NotReady, what, format!("{} --port 0, which takes a free one", exercise.command))
    })
}

fn open(exercise: Exercise, options: &Options) -> Result<Arc<Db>, Stop> {
    let (path, shown) = (&options.database, options.database.display());
    let taken = || {
        let what = format!("the database is open in another program: {shown}");
        Stop::new(Exit::NotReady, what, format!("end the other server, and then {}", exercise.command))
    };
    let other = |what: String| {
        // What is not there could not be made.
        let (exit, verb, next) = match path.exists() {
            true => (Exit::NotReady, "opened", format!("{} --fresh, which begins with an empty one", exercise.command)),
            false => (Exit::NotWritten, "made", format!("make its folder writable, and then {}", exercise.command)),
        };
        Stop::new(exit, format!("the database cannot be {verb}: {shown}\n{what}"), next)
    };
    if options.is_fresh {
        // Whoever has it open keeps it: only what nobody uses is deleted.
        if let Err(Cannot::Taken) = existing(path) {
            return Err(taken());
        }
        fs::remove_file(path).or_else(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(()),
            _ => Err(Stop::new(Exit::NotWritten, format!("cannot delete {shown}: {error}"), "delete it by hand")),
        })?;
    }
    Db::open(path).map(Arc::new).map_err(|error| match error {
        Cannot::Taken => taken(),
        Cannot::Open(what) => other(what),
    })
}

fn existing(path: &Path) -> Result<(), Cannot> {
    if path.is_file() { Db::open(path).map(drop) } else { Ok(()) }
}

/// Waits for Ctrl-C, or for the end of standard input where that is asked for.
pub async fn asked_to_end(with_stdin: bool) {
    let closed = async { if with_stdin { stdin_ends().await } else { pending().await } };
    let interrupted = async {
        // Where the system does not tell, only a signal that nobody can catch ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    first(interrupted, closed).await;
}

async fn stdin_ends() {
    let (sender, ended) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut buffer = [0; 256];
        while matches!(io::stdin().read(&mut buffer), Ok(1..)) {}
        drop(sender);
    });
    // That nothing was ever sent is what is waited for.
    let _ = ended.await;
}

/// Closes the file, unless a handler that never ends still holds it: redb then repairs it when it is opened again.
fn close(mut db: Arc<Db>) -> bool {
    let until = Instant::now() + limits::GRACE;
    while let Err(held) = Arc::try_unwrap(db) {
        if Instant::now() > until {
            return false;
        }
        db = held;
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

fn greet(exercise: Exercise, options: &Options, port: u16) {
    let base = format!("http://127.0.0.1:{port}");
    say(format!("{SERVING}127.0.0.1:{port}"));
    if options.is_quiet {
        return;
    }
    let accounts: Vec<String> = options.accounts.iter().map(|(name, balance)| format!("{name} ({balance})")).collect();
    let (charge, body) = (format!("{base}/charges/ada/pay-1"), "-d '{\"amount\": 30}'");
    say(format!("  code       {}", exercise.file));
    say(format!("  database   {}", options.database.display()));
    say(format!("  accounts   {}; made where missing", accounts.join(", ")));
    match options.lose_responses {
        0 => say("  responses  none is lost (--lose-responses 30 loses some)"),
        percent => {
            say(format!("  responses  {percent} % are lost, as seed {} says: done, and nobody is told", options.seed))
        }
    }
    say(format!(
        "  limits     {} connections, {} KiB a body, {} KiB a head, {} s to send it",
        limits::CONNECTIONS_MOST,
        limits::BODY_BYTES_MOST / 1024,
        limits::HEAD_BYTES_MOST / 1024,
        limits::HEAD_TIME.as_secs()
    ));
    say("\nA charge of 30, the four verbs; repeat them as you like:\n");
    say(format!("  curl -i -X PUT {body} {charge}"));
    say(format!("  curl -i -X POST {body} {charge}"));
    say(format!("  curl -i {charge}"));
    say(format!("  curl -i -X DELETE {charge}"));
    say("\nWhat the store holds, and two hours later:\n");
    say(format!("  curl {base}/lab/store"));
    say(format!("  curl -X PUT -d '{{\"ahead_seconds\": 7200}}' {base}/lab/clock"));
    say("\nEnd with Ctrl-C. Killed, it comes back where it was.\n");
}
