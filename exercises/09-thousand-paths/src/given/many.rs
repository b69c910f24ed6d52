//! Given: no need to edit. Many things of one kind, as a rule looks at them.

use std::collections::{BTreeMap, BTreeSet};

/// Many things, in the order in which they were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Many<T>(pub Vec<T>);

impl<T> Many<T> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True where each is like this; so it is where there is none.
    pub fn all(&self, is: impl Fn(&T) -> bool) -> bool {
        self.0.iter().all(is)
    }

    /// True where one of them is like this.
    pub fn any(&self, is: impl Fn(&T) -> bool) -> bool {
        self.0.iter().any(is)
    }

    /// True where no two have the same key.
    pub fn all_distinct_by<K: Ord>(&self, key: impl Fn(&T) -> &K) -> bool {
        let keys: BTreeSet<&K> = self.0.iter().map(key).collect();
        keys.len() == self.count()
    }
}

impl<T: Clone> Many<T> {
    /// Those with the same key together.
    pub fn grouped_by<K: Ord>(&self, key: impl Fn(&T) -> &K) -> Many<Many<T>> {
        let mut groups: BTreeMap<&K, Vec<T>> = BTreeMap::new();
        for each in &self.0 {
            groups.entry(key(each)).or_default().push(each.clone());
        }
        Many(groups.into_values().map(Many).collect())
    }
}

impl<T: PartialEq> Many<T> {
    /// True where no two differ.
    pub fn all_equal(&self) -> bool {
        self.0.windows(2).all(|two| two[0] == two[1])
    }
}
