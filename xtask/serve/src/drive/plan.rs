//! What is charged: so that each account tells by its balance alone how often each of its charges was debited.

use std::collections::BTreeMap;

use crate::loss::Dice;

/// How many charges an account has: as many digits as its balance has room for.
const CHARGES_AN_ACCOUNT: u32 = 10;

/// The amounts of an account are the powers of this: the sum of its debits, written with this base, has a digit for each charge,
/// which says how often it was debited. Up to seven times can be told apart.
const BASE: u32 = 8;

/// More than all charges of an account, seven times each.
const OPENING: u32 = 4_000_000_000;

/// A charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The account.
    pub account: String,
    /// The client's id for it.
    pub id: String,
    /// How much.
    pub amount: u32,
}

impl Charge {
    /// Where it is asked for.
    pub fn path(&self) -> String {
        format!("/charges/{}/{}", self.account, self.id)
    }

    /// What it asks for.
    pub fn body(&self) -> String {
        format!("{{\"amount\":{}}}", self.amount)
    }
}

fn account(number: u32) -> String {
    format!("acc-{:04}", number + 1)
}

/// The first so many accounts, with what is on them at the beginning.
pub fn accounts(count: u32) -> Vec<(String, u32)> {
    (0..count).map(|number| (account(number), OPENING)).collect()
}

/// All charges.
#[derive(Debug)]
pub struct Plan {
    /// In the order of their ids.
    pub charges: Vec<Charge>,
    seed: u64,
}

impl Plan {
    /// So many charges.
    pub fn new(charges: u32, seed: u64) -> Plan {
        let charge = |number: u32| Charge {
            account: account(number / CHARGES_AN_ACCOUNT),
            id: format!("pay-{:05}", number + 1),
            amount: BASE.pow(number % CHARGES_AN_ACCOUNT),
        };
        Plan { charges: (0..charges).map(charge).collect(), seed }
    }

    /// How many accounts there are.
    pub fn accounts(&self) -> u32 {
        (self.charges.len() as u32).div_ceil(CHARGES_AN_ACCOUNT)
    }

    /// The charges in an order that mixes the accounts, another one for each step.
    pub fn order(&self, step: u64) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.charges.len()).collect();
        let mut dice = Dice::new(self.seed.wrapping_add(step));
        for last in (1..order.len()).rev() {
            order.swap(last, dice.below(last as u64 + 1) as usize);
        }
        order
    }

    /// How often each charge was debited, as these balances tell. None for a charge whose account is missing or lost more than
    /// can be counted.
    pub fn debits(&self, balances: &BTreeMap<String, u32>) -> Vec<Option<u32>> {
        let digit = |charge: &Charge| {
            let debited = OPENING.checked_sub(*balances.get(&charge.account)?)?;
            (debited < BASE.pow(CHARGES_AN_ACCOUNT)).then(|| debited / charge.amount % BASE)
        };
        self.charges.iter().map(digit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_tells_how_often_each_charge_was_debited() {
        let plan = Plan::new(12, 1);
        let times = [1, 1, 0, 2, 1, 7, 1, 1, 3, 1, 1, 0];
        let mut balances: BTreeMap<String, u32> = accounts(plan.accounts()).into_iter().collect();
        assert!(balances.keys().eq(["acc-0001", "acc-0002"]));
        for (charge, times) in plan.charges.iter().zip(times) {
            *balances.get_mut(&charge.account).unwrap() -= times * charge.amount;
        }
        assert_eq!(plan.debits(&balances), times.map(Some));
    }

    #[test]
    fn what_cannot_be_counted_is_not_guessed() {
        let plan = Plan::new(2, 1);
        let unknown = [None, None];
        assert_eq!(plan.debits(&BTreeMap::new()), unknown);
        assert_eq!(plan.debits(&BTreeMap::from([("acc-0001".into(), OPENING + 1)])), unknown);
        assert_eq!(plan.debits(&BTreeMap::from([("acc-0001".into(), 1)])), unknown);
    }

    #[test]
    fn an_order_has_each_charge_once_and_is_the_same_for_a_seed() {
        let plan = Plan::new(500, 7);
        let mut order = plan.order(1);
        assert_eq!(order, plan.order(1));
        assert_ne!(order, plan.order(2));
        order.sort_unstable();
        assert!(order.into_iter().eq(0..500));
    }
}
