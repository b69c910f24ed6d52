//! What the package `compare` has found: its JSON, as far as it is shown.

use anyhow::Context as _;
use lab::report::Verdict;
use serde::Deserialize;

const FORMAT: u32 = 2;

/// Both tables and the picture.
#[derive(Debug, Deserialize)]
pub struct Table {
    format: u32,
    /// The columns of the first table.
    pub columns: Vec<Head>,
    /// The rows of both.
    pub techniques: Vec<Technique>,
    /// The long run.
    pub run: Run,
}

/// What may go wrong.
#[derive(Debug, Deserialize)]
pub struct Head {
    /// Its name.
    pub name: String,
    /// The same, in at most two short words.
    pub short: String,
    /// The scenario in a few words.
    pub what: String,
}

/// One technique.
#[derive(Debug, Deserialize)]
pub struct Technique {
    /// Its name.
    pub name: String,
    /// Which exercise teaches it.
    pub exercise: Option<String>,
    /// What it does, in a few words.
    pub idea: String,
    /// What it survives, a cell for each column.
    pub cells: Vec<Cell>,
    /// What it costs.
    pub costs: Costs,
}

/// What a search found.
#[derive(Debug, Deserialize)]
pub struct Cell {
    /// How it ended; none where this cannot go wrong with the technique, and nothing was searched.
    pub verdict: Option<Verdict>,
    /// The faults of the run that breaks it.
    pub faults: Vec<String>,
    /// The rule that breaks.
    pub rule: Option<String>,
    /// The id of that run.
    pub replay: Option<String>,
}

/// What a technique costs.
#[derive(Debug, Deserialize)]
pub struct Costs {
    /// Of one message, where nothing fails.
    pub round_trips: usize,
    /// Of these, the loads.
    pub loads: usize,
    /// The writes.
    pub writes: usize,
    /// The writes that have a condition.
    pub conditional: usize,
    /// The sends.
    pub sends: usize,
    /// The calls over HTTP.
    pub calls: usize,
    /// The bytes in the stores after 0, 1, 2, ... messages of the long run.
    pub stored_bytes: Vec<i64>,
    /// What each message leaves there.
    pub kept_bytes: i64,
    /// The message at which an item was over the limit.
    pub too_large_at: Option<usize>,
    /// The most that is left: one worker, two crashes.
    pub garbage_after_crashes: Garbage,
    /// The most that is left: two workers and a copy.
    pub garbage_after_copies: Garbage,
}

/// What faults leave behind.
#[derive(Debug, Deserialize)]
pub struct Garbage {
    /// Whether all was searched.
    pub verdict: Verdict,
    /// The bytes.
    pub bytes: i64,
}

/// The long run.
#[derive(Debug, Deserialize)]
pub struct Run {
    /// So many messages.
    pub messages: usize,
    /// An item of so many bytes would be too large.
    pub item_limit_bytes: usize,
}

impl Table {
    /// Reads what the program said.
    ///
    /// # Errors
    /// Where it is not what this runner knows.
    pub fn read(text: &str) -> anyhow::Result<Table> {
        let table: Table = serde_json::from_str(text).context("solutions/compare says what this runner cannot read")?;
        anyhow::ensure!(
            table.format == FORMAT,
            "solutions/compare says format {} where {FORMAT} is known",
            table.format
        );
        Ok(table)
    }

    /// True where no figure comes from a search that a limit has ended.
    pub fn is_searched_to_the_end(&self) -> bool {
        let cells = self.techniques.iter().flat_map(|technique| &technique.cells).filter_map(|cell| cell.verdict);
        let costs = self.techniques.iter().map(|technique| &technique.costs);
        let costs = costs.flat_map(|costs| [costs.garbage_after_crashes.verdict, costs.garbage_after_copies.verdict]);
        cells.chain(costs).all(|verdict| verdict != Verdict::Unknown)
    }

    /// All cells that are broken, each with its row and its column.
    pub fn broken(&self) -> impl Iterator<Item = (&Technique, &Head, &Cell)> {
        self.techniques.iter().flat_map(|technique| {
            let cells = self.columns.iter().zip(&technique.cells);
            let broken = cells.filter(|(_, cell)| cell.verdict == Some(Verdict::Broken));
            broken.map(move |(head, cell)| (technique, head, cell))
        })
    }
}

impl Cell {
    /// In at most 8 characters.
    pub fn words(&self) -> String {
        match (self.verdict, self.faults.len()) {
            (None, _) => "-".to_string(),
            (Some(Verdict::Holds), _) => "survives".to_string(),
            (Some(Verdict::Broken), 1) => "1 fault".to_string(),
            (Some(Verdict::Broken), count) => format!("{count} faults"),
            (Some(Verdict::Unknown | Verdict::Ran), _) => "unknown".to_string(),
        }
    }
}

impl Garbage {
    /// In a few characters.
    pub fn words(&self) -> String {
        match self.verdict {
            Verdict::Holds => self.bytes.to_string(),
            _ => "unknown".to_string(),
        }
    }
}
