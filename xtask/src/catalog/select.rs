//! Finds the exercise that the user means: by number, by name, by a part of the name.

use super::{Catalog, Entry};
use crate::exit::{Exit, Stop};

impl Catalog {
    /// The exercise for `2`, `02`, `02-lost-or-ghost`, `lost-or-ghost`, `ghost` or a path to its folder.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::WrongUse`] where there is none, or more than one.
    pub fn select(&self, asked: &str) -> Result<&Entry, Stop> {
        let wanted = asked.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
        let exact = |entry: &&Entry| {
            wanted == entry.id
                || wanted == entry.slug
                || (entry.number.is_some() && wanted.parse::<u8>().ok() == entry.number)
        };
        let part = |entry: &&Entry| !wanted.is_empty() && entry.id.contains(&wanted);
        let there = |entry: &&Entry| entry.is_there();
        let mut matches: Vec<&Entry> = self.entries.iter().filter(exact).collect();
        if matches.is_empty() && wanted.parse::<u64>().is_err() {
            matches = self.entries.iter().filter(part).collect();
            // What is not there yet is named only where nothing else can be meant.
            if matches.iter().any(there) {
                matches.retain(there);
            }
        }
        match matches[..] {
            [entry] => Ok(entry),
            [] => Err(self.none_like(asked, &wanted)),
            _ => {
                let names: Vec<_> = matches.iter().map(|entry| entry.id.as_str()).collect();
                let what = format!("`{asked}` may be one of: {}", names.join(", "));
                Err(Stop::new(Exit::WrongUse, what, format!("cargo xtask check {}", matches[0].argument())))
            }
        }
    }

    fn none_like(&self, asked: &str, wanted: &str) -> Stop {
        let there: Vec<_> =
            self.entries.iter().filter(|entry| entry.is_there()).map(|entry| entry.id.as_str()).collect();
        let there = if there.is_empty() { "none yet".to_string() } else { there.join(", ") };
        let what = format!("no exercise `{asked}`\nthere are: {there}");
        let near = self
            .entries
            .iter()
            .filter(|entry| entry.is_there())
            .map(|entry| (distance_to(entry, wanted), entry))
            .filter(|&(distance, _)| 2 * distance < wanted.chars().count())
            .min_by_key(|&(distance, _)| distance);
        let Some((_, entry)) = near else {
            return Stop::new(Exit::WrongUse, what, "cargo xtask list");
        };
        let what = format!("{what}\nthe nearest name is {}", entry.id);
        Stop::new(Exit::WrongUse, what, format!("cargo xtask check {}", entry.argument()))
    }
}

/// To the whole name, or to the nearest of its words.
fn distance_to(entry: &Entry, wanted: &str) -> usize {
    let words = entry.slug.split('-').filter(|word| word.len() > 3).chain([entry.slug.as_str(), entry.id.as_str()]);
    words.map(|word| distance(wanted, word)).min().unwrap_or(usize::MAX)
}

/// How many letters must be put in, taken out or changed to make one word of the other.
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}
