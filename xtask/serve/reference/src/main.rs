//! Exercise 14 as the solution has it, behind the server.

use std::process::ExitCode;

use ask_again_solution::{Account, Payments, answer};
use lab::Bytes;
use serve::Exercise;

fn main() -> ExitCode {
    serve::main(Exercise {
        command: "cargo xtask serve 14 --solution",
        file: "solutions/14-ask-again/src/lib.rs",
        answer: |world, request| Box::pin(async move { answer(&Payments::new(&world), request).await }),
        account: |balance| Bytes::of(&Account::with(balance)),
    })
}
