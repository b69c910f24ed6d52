//! Exercise 14 as shipped, behind the server.

use std::process::ExitCode;

use ask_again_shipped::{Account, Payments, answer};
use lab::Bytes;
use serve::Exercise;

fn main() -> ExitCode {
    serve::main(Exercise {
        command: "cargo xtask serve 14 --shipped",
        file: "solutions/14-ask-again/shipped/lib.rs",
        answer: |world, request| Box::pin(async move { answer(&Payments::new(&world), request).await }),
        account: |balance| Bytes::of(&Account::with(balance)),
    })
}
