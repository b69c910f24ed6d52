//! What came of a drive: counted in the database itself, after the server has ended.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use http::StatusCode;
use serde::Deserialize;

use super::plan::{Plan, accounts};
use super::run::Heard;
use crate::db::Db;
use crate::exit::{Exit, Stop};
use crate::http::control::listing;
use crate::workers::ACCOUNTS;

/// What is read of an account, whatever else a learner has put there.
#[derive(Deserialize)]
struct Account {
    balance: u32,
}

/// What is found: for each count of debits how many charges have it, and examples of what went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many charges there were.
    pub charges: usize,
    /// How many charges were debited so often; none where it cannot be told.
    pub debits: BTreeMap<Option<u32>, usize>,
    /// How many charges were given an answer, and always the same.
    pub same: usize,
    /// How many late `POST`s were told 410.
    pub gone: usize,
    /// What is left in the store besides the accounts: a line for each item.
    pub left: Vec<String>,
    /// An example for each kind of thing that went wrong.
    pub examples: Vec<String>,
}

impl Verdict {
    /// Opens the database and counts.
    ///
    /// # Errors
    /// A [`Stop`] where it cannot be read.
    pub fn judge(plan: &Plan, heard: &[Heard], database: &Path) -> Result<Verdict, Stop> {
        let cannot = |what: String| Stop::new(Exit::NotReady, what, "the same once more");
        let db = Db::open(database).map_err(|error| cannot(format!("the database cannot be opened: {error:?}")))?;
        let store = listing(&db).map_err(|error| cannot(format!("the database cannot be read: {error}")))?;
        Ok(Verdict::of(plan, heard, &store))
    }

    /// The verdict on what was told, and on a store in which each line is an item.
    fn of(plan: &Plan, heard: &[Heard], store: &str) -> Verdict {
        let mut verdict = Verdict { charges: plan.charges.len(), left: left(plan, store), ..Verdict::default() };
        let debits = plan.debits(&balances(store));
        for debited in &debits {
            *verdict.debits.entry(*debited).or_default() += 1;
        }
        let example = |what: fn(&Heard) -> Option<String>| {
            let found = plan.charges.iter().zip(heard).find_map(|(charge, heard)| Some((charge, what(heard)?)));
            found.map(|(charge, what)| format!("{} {what}", charge.id))
        };
        verdict.same = heard.iter().filter(|heard| heard.answer.is_some() && heard.other.is_none()).count();
        verdict.gone = heard.iter().filter(|heard| heard.late == Some(StatusCode::GONE)).count();
        let first = |heard: &Heard| heard.other.as_ref().and(Some(format!("was told   {}", heard.answer.as_ref()?)));
        let then = |heard: &Heard| Some(format!("and then   {}", heard.other.as_ref()?));
        let late = |heard: &Heard| {
            let late = heard.late.filter(|status| *status != StatusCode::GONE)?;
            Some(format!("was told   {late} by a POST that came late"))
        };
        let odd = |heard: &Heard| Some(format!("was told   {}", heard.odd.as_ref()?));
        let wrong = plan.charges.iter().zip(&debits).find(|(_, debits)| **debits != Some(1));
        let wrong = wrong.map(|(charge, debits)| format!("{} was debited {}", charge.id, times(*debits)));
        verdict.examples =
            [wrong, example(first), example(then), example(late), example(odd)].into_iter().flatten().collect();
        verdict
    }

    /// Whether each charge was debited once, and nothing else went wrong.
    pub fn is_good(&self) -> bool {
        self.debits.keys().eq([&Some(1)])
            && self.same == self.charges
            && self.gone == self.charges
            && self.left.is_empty()
            && self.examples.is_empty()
    }
}

/// How often, in words.
pub fn times(debits: Option<u32>) -> String {
    match debits {
        None => "nobody can tell how often".to_string(),
        Some(0) => "never".to_string(),
        Some(1) => "once".to_string(),
        Some(2) => "twice".to_string(),
        Some(times) => format!("{times} times"),
    }
}

/// The balances of the accounts, from a store in which each line is an item.
pub fn balances(store: &str) -> BTreeMap<String, u32> {
    let balance = |line: &str| {
        let [store, key, value] = item(line)?;
        let account: Account = serde_json::from_str(value).ok().filter(|_| store == ACCOUNTS)?;
        Some((key.to_string(), account.balance))
    };
    store.lines().filter_map(balance).collect()
}

/// What is left of the charges: items that are no accounts, and accounts in which the name of a charge stands.
fn left(plan: &Plan, store: &str) -> Vec<String> {
    let accounts: BTreeSet<String> = accounts(plan.accounts()).into_iter().map(|(name, _)| name).collect();
    let is_clean =
        |[store, key, value]: [&str; 3]| store == ACCOUNTS && accounts.contains(key) && !value.contains("pay-");
    store.lines().filter(|line| !item(line).is_some_and(is_clean)).map(String::from).collect()
}

/// The store, the key and the JSON of an item, from its line.
fn item(line: &str) -> Option<[&str; 3]> {
    let (store, rest) = line.split_once(' ')?;
    let (key, value) = rest.split_once(' ')?;
    Some([store, key, value])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(answer: &str, late: StatusCode) -> Heard {
        Heard { answer: Some(answer.into()), late: Some(late), ..Heard::default() }
    }

    /// Two charges of 1 and of 8 on one account.
    fn verdict(heard: &[Heard], store: &str) -> Verdict {
        Verdict::of(&Plan::new(2, 1), heard, store)
    }

    #[test]
    fn all_is_good_where_each_was_debited_once_and_nothing_is_left() {
        let good = [heard("a", StatusCode::GONE), heard("b", StatusCode::GONE)];
        assert!(verdict(&good, "payments acc-0001 {\"balance\":3999999991}").is_good());
    }

    #[test]
    fn each_thing_that_goes_wrong_is_noticed() {
        let good = [heard("a", StatusCode::GONE), heard("b", StatusCode::GONE)];
        let account = "payments acc-0001 {\"balance\":3999999991}";
        for wrong in [
            "payments acc-0001 {\"balance\":3999999990}".to_string(),
            "payments acc-0001 {\"balance\":3999999999}".to_string(),
            "payments acc-0001 {\"balance\":3999999991,\"seen\":[\"pay-00001\"]}".to_string(),
            format!("{account}\npayments acc-0001/pay-00001 {{}}"),
            format!("answers acc-0001 {{}}\n{account}"),
            String::new(),
        ] {
            assert!(!verdict(&good, &wrong).is_good(), "{wrong}");
        }
        for wrong in [
            Heard::default(),
            heard("b", StatusCode::OK),
            Heard { other: Some("c".into()), ..heard("b", StatusCode::GONE) },
            Heard { odd: Some("500 by PUT".into()), ..heard("b", StatusCode::GONE) },
        ] {
            assert!(!verdict(&[good[0].clone(), wrong.clone()], account).is_good(), "{wrong:?}");
        }
    }
}
