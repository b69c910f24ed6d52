//! Exercise 14 as shipped, behind the server.

use std::process::ExitCode;

use ask_again_shipped::{Account, Payments, answer};
use serve::Exercise;

fn main() -> ExitCode {
    serve::main(Exercise {
        command: "cargo xtask serve 14 --shipped",
        file: "solutions/14-ask-again/shipped/lib.rs",
        answer: |world, request| Box::pin(async move { answer(&Payments::new(&world), request).await }),
        open: |world, name, balance| {
            let accounts = world.store("payments");
            Box::pin(async move { accounts.create(&name, &Account::with(balance)).await.map(drop) })
        },
    })
}
