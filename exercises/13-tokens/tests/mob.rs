//! Given: the mob's half. Mail has been sold, and looks for its tokens in a store of its new owner's.
//!
//! Write `process_far` into `src/lib.rs`, and run `cargo xtask check 13 --mob`. Both halves must be green in the end.

use std::collections::BTreeSet;

use lab::{Bytes, Check, Failure, Fault, Id, Key, Rule, Scenario, Store, View, World, consumer, ensure, ready};
use tokens::{Customer, Envelope, Event, FarTokens, Incoming, PaymentBooked, Shop, State, Token, Wire};

const ADA: &str = "ada";

/// What is there as long as `src/lib.rs` has no `process_far`: the tokens are made where they always were.
#[allow(dead_code, reason = "the mob's own function takes its place")]
async fn process_far<S: State, M: Incoming>(
    shop: &Shop<S>,
    message: M,
    decide: impl Fn(&S, &M) -> (S, Vec<Event>),
) -> Result<(), Failure> {
    tokens::process(shop, message, decide).await
}

async fn book(loyalty: &Shop<Customer>, message: PaymentBooked) -> Result<(), Failure> {
    // A `process_far` in `src/lib.rs` comes in here, and hides the one above.
    use tokens::*;
    process_far(loyalty, message, coupon).await
}

struct Mail {
    tokens: FarTokens,
    letters: Store<u32>,
}

fn mail(world: &World) -> Mail {
    Mail { tokens: FarTokens::new(world), letters: world.store("letters") }
}

/// Mail's own code. It runs on one machine that never fails.
async fn print(mail: &Mail, message: Wire) -> Result<(), Failure> {
    if mail.tokens.exists(&message.token).await? {
        let printed = mail.letters.load(&Id::new(ADA)).await?.map_or(0, |letters| letters.value);
        mail.letters.put(&Id::new(ADA), &(printed + 1)).await?;
        mail.tokens.delete(&message.token).await?;
    }
    Ok(())
}

fn total(view: &View<'_>) -> u32 {
    view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).map_or(0, |customer| customer.state.total)
}

fn printed(view: &View<'_>) -> u32 {
    view.item::<u32>("letters", &Id::new(ADA)).map_or(0, |letters| *letters)
}

/// A payment of 150, with `copies` more of its message.
pub fn payment(title: &str, workers: usize, copies: usize) -> Scenario {
    let (pay, token) = (Id::new("pay-1"), Id::new("token-1"));
    let (id, customer, amount) = (Id::new("booked-1"), Id::new(ADA), 150);
    let message = PaymentBooked { id, token: Token::new(&pay, token.clone()), payment: pay.clone(), customer, amount };
    let scenario = Scenario::new(title).given("entities", Key::within(pay, token), &true);
    (0..=copies)
        .fold(scenario, |scenario, _| scenario.given_message("payments", &message))
        .consumer("loyalty", "payments", workers, consumer(Shop::new, book))
        .consumer("mail", "events", 1, consumer(mail, print))
        .reliable()
        .always("no payment counts twice", |view| {
            ensure(total(view) <= 150, || format!("ada has paid 150, and her total is {}", total(view)))
        })
        .always("a coupon is printed once", |view| {
            ensure(printed(view) <= 1, || format!("ada got one coupon, and {} letters are printed", printed(view)))
        })
        .finally("every payment counts", |view| {
            ensure(total(view) == 150, || format!("ada has paid 150, and her total is {}", total(view)))
        })
        .finally("whoever comes to 100 gets a letter", |view| {
            ensure(printed(view) > 0, || "ada has paid 150, and no letter is printed".into())
        })
}

/// No garbage, I7: neither here nor there.
pub fn nothing_is_left() -> Rule {
    ready::no_garbage("of messages that are over nothing is kept, here or there", |view| {
        let stores = ["entities", "attempts", "done"].into_iter();
        let items = stores.flat_map(|store| view.keys(store).into_iter().map(move |key| (store, key.item)));
        let blobs = view.blobs("tokens").into_iter().map(|(name, _)| ("tokens", name));
        let left = items.chain(blobs).filter(|(_, item)| item.as_str() != ADA);
        let mut left: BTreeSet<String> = left.map(|(store, item)| format!("{item} in `{store}`")).collect();
        let ada = view.item::<Envelope<Customer>>("entities", &Id::new(ADA)).unwrap_or_default();
        let named = Bytes::of(&*ada).text().contains("booked-1");
        left.extend(named.then(|| "booked-1 in the envelope of ada".to_string()));
        left.into_iter().collect()
    })
}

#[test]
fn a_token_is_made_where_mail_looks() {
    payment("one payment", 1, 0).check();
}

#[test]
fn a_crash_leaves_no_token_there() {
    let scenario = payment("one payment, two things fail", 1, 0).rule(nothing_is_left());
    let scenario = scenario.crashes(2).faults(Fault::Ambiguous, 1).faults_together(2);
    scenario.witness("a worker crashed", |view| view.crashes() > 0).check();
}

#[test]
fn no_late_write_brings_a_token_back() {
    payment("one payment, two copies at once", 2, 1).rule(nothing_is_left()).check();
}

#[test]
fn two_workers_and_a_fault_print_one_letter() {
    let scenario = payment("a payment and a copy, two workers, one thing fails", 2, 1);
    let scenario = scenario.crashes(1).faults(Fault::Ambiguous, 1).faults_together(1);
    scenario.witness("a worker crashed", |view| view.crashes() > 0).check();
}
