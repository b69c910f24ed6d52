//! Exercise 14 as the learner has it, behind the server; the mob's `open`, too, once it is there.

use std::process::ExitCode;

use ask_again::{Account, Payments};
use lab::web::respond;
use lab::{Bytes, Failure, Id, Request, Response};
use serve::Exercise;

/// What is there as long as `src/lib.rs` has no `open`.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn open(_: &Payments, _: &Id) -> Result<Response, Failure> {
    Ok(respond(http::StatusCode::NOT_FOUND))
}

async fn route(payments: &Payments, request: Request) -> Response {
    // An `open` in `src/lib.rs` comes in here, and hides the one above.
    use ask_again::*;
    let account = request.uri().path().strip_prefix("/charges/").filter(|name| !name.is_empty() && !name.contains('/'));
    match account.map(Id::new) {
        Some(account) if request.method() == http::Method::POST => {
            open(payments, &account).await.unwrap_or_else(failed)
        }
        _ => answer(payments, request).await,
    }
}

fn main() -> ExitCode {
    serve::main(Exercise {
        command: "cargo xtask serve 14",
        file: "exercises/14-ask-again/src/lib.rs",
        answer: |world, request| Box::pin(async move { route(&Payments::new(&world), request).await }),
        account: |balance| Bytes::of(&Account::with(balance)),
    })
}
