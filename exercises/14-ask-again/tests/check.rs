//! Given: no need to edit. Who asks Payments, what goes wrong, and what must be true of the answers.

use std::collections::BTreeMap;
use std::time::Duration;

use ask_again::{Account, Answer, Charge, Payments, answer};
use http::Method;
use lab::process::Script;
use lab::{Bytes, Check, Event, Fault, Http, Id, Rule, Scenario, View, client, ensure, service};

const PAY_1: &str = "/charges/ada/pay-1";
const PAY_2: &str = "/charges/ada/pay-2";
const PAY_3: &str = "/charges/ada/pay-3";

/// The second is too much for an account that was debited before.
fn amount(path: &str) -> u32 {
    if path == PAY_2 { 80 } else { 30 }
}

/// True where the client need not ask again: a `PUT` was done, and all else was told something other than 503.
async fn ask(payments: &Http, verb: &str, path: &str) -> bool {
    let method = Method::from_bytes(verb.as_bytes()).expect("a verb is a method");
    let charge = Charge { amount: amount(path) };
    let has_body = verb.starts_with('P');
    let gate = if has_body { payments.json(method, path, &charge) } else { payments.empty(method, path) };
    gate.await.is_ok_and(|told| told.status().is_success() || (verb != "PUT" && told.status() != 503))
}

/// Asks until it need not ask again, ten times at most: faults and others spoil fewer. A verb in brackets is asked once.
fn asks(charges: &'static [(&str, &str)]) -> Script {
    let script = async move |payments: &Http| {
        for (path, verbs) in charges {
            'next: for verb in verbs.split(' ') {
                for _ in 0..10 {
                    if ask(payments, verb.trim_matches(['(', ')']), path).await || verb.starts_with('(') {
                        continue 'next;
                    }
                }
                break;
            }
        }
    };
    client(|world| world.http("payments"), script)
}

fn debited(view: &View<'_>) -> u32 {
    let account = view.item::<Account>("payments", &Id::new("ada"));
    100_u32.saturating_sub(account.expect("nobody closes the account").balance)
}

/// The answer to a POST or GET, with the path.
fn told(event: &Event) -> Option<(String, Answer)> {
    let Event::Responded { request, response, .. } = event else { return None };
    let (verb, path) = request.head.split_once(' ')?;
    let asked = ["POST", "GET"].contains(&verb) && response.head == "200 OK";
    asked.then(|| response.body.read().ok()).flatten().map(|answer| (path.into(), answer))
}

fn every_answer_is_the_same() -> Rule {
    let step = |known: &mut BTreeMap<String, String>, event: &Event, _: &View<'_>| {
        let Some((path, now)) = told(event) else { return Ok(()) };
        let first = known.entry(path).or_insert(format!("{now:?}"));
        ensure(*first == format!("{now:?}"), || format!("first a client is told {first}, and then {now:?}"))
    };
    Rule::fold("every answer to a request is the same", BTreeMap::new(), step, |_, _| Ok(()))
}

/// Remembers whether a charge is authorised, by its path, and whether its PUT was done, by `PUT` and its path.
fn who_is_told_is_debited(paths: &'static [&'static str]) -> Rule {
    let step = |known: &mut BTreeMap<String, bool>, event: &Event, _: &View<'_>| {
        known.extend(told(event).map(|(path, answer)| (path, answer.authorised)));
        if let Event::Responded { request, response, .. } = event
            && request.head.starts_with("PUT")
        {
            known.insert(request.head.clone(), response.head.starts_with('2'));
        }
        Ok(())
    };
    let end = |known: &BTreeMap<String, bool>, view: &View<'_>| {
        let stuck = known.iter().find(|(asked, done)| asked.starts_with("PUT") && !**done);
        stuck.map_or(Ok(()), |(put, _)| Err(format!("a client repeats {put}, and is never told that it is done")))?;
        let missing = paths.iter().find(|path| !known.contains_key(**path));
        missing.map_or(Ok(()), |path| Err(format!("nobody was ever told whether {path} is authorised")))?;
        let yes = known.iter().filter(|(path, yes)| path.starts_with('/') && **yes);
        let (due, now) = (yes.map(|(path, _)| amount(path)).sum::<u32>(), debited(view));
        ensure(now == due, || format!("clients were told that {due} are debited, and {now} are"))
    };
    Rule::fold("who asks is told, and just that is debited", BTreeMap::new(), step, end)
}

/// Remembers for each charge whether its DELETE was confirmed, and how many POSTs came before that and are not answered.
fn gone_is_gone() -> Rule {
    let step = |(known, money): &mut (BTreeMap<String, (bool, u8)>, u32), event: &Event, view: &View<'_>| {
        let more = debited(view).saturating_sub(std::mem::replace(money, debited(view)));
        let all_gone = !known.is_empty() && known.values().all(|(gone, before)| *gone && *before == 0);
        ensure(more == 0 || !all_gone, || format!("everything was deleted, and a later POST debits {more}"))?;
        let (Event::Requested { request, .. } | Event::Responded { request, .. }) = event else { return Ok(()) };
        let told = if let Event::Responded { response, .. } = event { response.head.as_str() } else { "" };
        let (verb, path) = request.head.split_once(' ').expect("a head has a verb and a path");
        let (gone, before) = known.entry(path.into()).or_default();
        match (verb, told.split(' ').next().unwrap_or_default(), *gone) {
            ("DELETE", "200" | "204" | "404" | "410", _) => *gone = true,
            ("POST", "", false) => *before += 1,
            ("POST", "" | "410" | "503", true) => (),
            ("POST", _, true) if *before == 0 => return Err(format!("after DELETE, POST {path} is told {told}")),
            ("POST", ..) => *before -= 1,
            _ => (),
        }
        Ok(())
    };
    Rule::fold("after DELETE, a POST debits nothing and is told 410 Gone", (BTreeMap::new(), 0), step, |_, _| Ok(()))
}

/// For a charge that nobody posts. A 200 holds an answer, which other rules judge.
fn no_answer_is_404(path: &'static str) -> Rule {
    let step = move |(): &mut (), event: &Event, _: &View<'_>| {
        let Event::Responded { request, response, .. } = event else { return Ok(()) };
        let may_be = request.head != format!("GET {path}") || ["404", "200", "503"].contains(&&response.head[..3]);
        ensure(may_be, || format!("nobody has posted {path}, and GET is told {}", response.head))
    };
    Rule::fold("a GET before there is an answer is told 404", (), step, |(), _| Ok(()))
}

/// `paths` are all charges that clients ask for.
fn shop(title: &str, workers: usize, paths: &'static [&'static str]) -> Scenario {
    let most = paths.iter().map(|path| amount(path)).sum();
    Scenario::new(title)
        .given("payments", &Id::new("ada"), &Account::with(100))
        .service("payments", workers, service(Payments::new, answer))
        .rule(gone_is_gone())
        .always("a request is debited once at most", move |view| {
            ensure(debited(view) <= most, || format!("clients ask for {most}, and {} are debited", debited(view)))
        })
        .rule(every_answer_is_the_same())
        .rule(who_is_told_is_debited(paths))
        .finally("after DELETE nothing is left", |view| {
            let account = Bytes::of(&Account::with(100 - debited(view))).len() as u64;
            let (items, left) = (view.keys("payments").len(), view.bytes_kept().saturating_sub(account));
            ensure(left == 0, || format!("{left} bytes are kept beside the account, in {items} items of Payments"))
        })
        .witness("somebody is debited", |view| debited(view) > 0)
}

/// So many faults together, one of each kind at most.
fn faults(scenario: Scenario, together: u32) -> Scenario {
    let kinds = [Fault::Crash, Fault::Ambiguous, Fault::Unavailable, Fault::LostRequest, Fault::LostResponse];
    kinds.into_iter().fold(scenario, |scenario, kind| scenario.faults(kind, 1)).faults_together(together)
}

#[test]
fn one_charge_one_debit() {
    shop("asks once", 1, &[PAY_1]).client("billing", asks(&[(PAY_1, "PUT POST GET DELETE")])).check();
}

#[test]
fn asked_again_at_once() {
    let billing = asks(&[(PAY_1, "PUT GET POST GET PUT POST GET DELETE")]);
    faults(shop("begins again, one thing fails", 2, &[PAY_1]).client("billing", billing), 1).check();
}

#[test]
fn asked_again_after_the_hour() {
    let billing = asks(&[(PAY_1, "PUT POST POST DELETE")]);
    let scenario = shop("asks again a month later", 1, &[PAY_1]).client("billing", billing);
    scenario.clock_jumps(1, Duration::from_secs(30 * 24 * 60 * 60)).faults(Fault::Eviction, 1).check();
}

#[test]
fn the_answer_stays_though_the_balance_moves() {
    let scenario = shop("two clients, one account", 1, &[PAY_1, PAY_2, PAY_3]);
    let scenario = scenario.client("billing", asks(&[(PAY_2, "PUT POST POST GET DELETE")]));
    scenario.client("orders", asks(&[(PAY_1, "PUT POST DELETE"), (PAY_3, "PUT POST DELETE")])).check();
}

#[test]
fn a_post_after_delete_is_gone() {
    let billing = asks(&[(PAY_1, "PUT POST DELETE POST")]);
    shop("asks once more when all is over", 1, &[PAY_1]).client("billing", billing).check();
}

#[test]
fn a_crash_in_delete_leaves_nothing() {
    let billing = asks(&[(PAY_1, "PUT POST (DELETE) POST DELETE POST")]);
    faults(shop("DELETE may fail in the middle", 1, &[PAY_1]).client("billing", billing), 2).check();
}

/// The twin may come before the PUT is confirmed. That breaks a promise, and it must do no harm.
#[test]
fn two_workers_and_two_faults_break_nothing() {
    let (billing, twin) = (asks(&[(PAY_1, "PUT POST DELETE POST")]), asks(&[(PAY_1, "(POST)")]));
    let scenario = shop("two processes of one client, two things fail", 2, &[PAY_1]);
    faults(scenario.client("billing", billing).client("twin", twin), 2).check();
}

#[test]
fn two_equal_charges_are_two_debits() {
    let scenario = shop("two equal charges, and one that is withdrawn", 2, &[PAY_1, PAY_3]);
    let scenario = scenario.client("billing", asks(&[(PAY_2, "PUT GET DELETE"), (PAY_1, "PUT POST DELETE")]));
    scenario.client("orders", asks(&[(PAY_3, "PUT POST DELETE")])).rule(no_answer_is_404(PAY_2)).check();
}
