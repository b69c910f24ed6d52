//! What the program is asked for. The runner has read and checked the same options; here nothing is taken on trust either.

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;

use crate::drive::accounts;
use crate::exit::{Exit, Stop};
use crate::limits::{CHARGES_MOST, KILLS_MOST, LOST_PERCENT_MOST, PORT};

/// The options of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The file of the database.
    pub database: PathBuf,
    /// The port on 127.0.0.1; 0 is any that is free.
    pub port: u16,
    /// How many responses of 100 are lost.
    pub lose_responses: u32,
    /// Which ones; and when a drive kills the server.
    pub seed: u64,
    /// Begin with an empty database.
    pub is_fresh: bool,
    /// No line for each request.
    pub is_quiet: bool,
    /// End when standard input ends, as it does when whoever started this is gone.
    pub ends_with_stdin: bool,
    /// The accounts to make where they are missing, with their balances.
    pub accounts: Vec<(String, u32)>,
    /// Start a server and send it so many charges, instead of serving.
    pub drive: Option<u32>,
    /// How often a drive kills its server.
    pub kills: u32,
}

/// The accounts for a person with curl.
const ACCOUNTS: [(&str, u32); 2] = [("ada", 100), ("ben", 1000)];

impl Options {
    /// Reads the arguments of the program.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::WrongUse`] where they cannot be understood.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Options, Stop> {
        let mut options = Options {
            database: PathBuf::new(),
            port: PORT,
            lose_responses: 0,
            seed: 1,
            is_fresh: false,
            is_quiet: false,
            ends_with_stdin: false,
            accounts: Vec::new(),
            drive: None,
            kills: 0,
        };
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            let name = word.to_string_lossy().into_owned();
            let mut value = || words.next().ok_or_else(|| wrong(format!("{name} needs a value")));
            match name.as_str() {
                "--database" => options.database = value()?.into(),
                "--port" => options.port = number(&name, &value()?, u16::MAX)?,
                "--lose-responses" => options.lose_responses = number(&name, &value()?, LOST_PERCENT_MOST)?,
                "--seed" => options.seed = number(&name, &value()?, u64::MAX)?,
                "--accounts" => options.accounts = accounts(number(&name, &value()?, CHARGES_MOST)?),
                "--drive" => options.drive = Some(number(&name, &value()?, CHARGES_MOST)?),
                "--kill" => options.kills = number(&name, &value()?, KILLS_MOST)?,
                "--fresh" => options.is_fresh = true,
                "--quiet" => options.is_quiet = true,
                "--end-with-stdin" => options.ends_with_stdin = true,
                _ => return Err(wrong(format!("no option `{name}`"))),
            }
        }
        if options.database.as_os_str().is_empty() {
            return Err(wrong("--database is missing".to_string()));
        }
        if options.accounts.is_empty() {
            options.accounts = ACCOUNTS.map(|(name, balance)| (name.to_string(), balance)).to_vec();
        }
        Ok(options)
    }
}

fn wrong(what: String) -> Stop {
    Stop::new(Exit::WrongUse, what, "cargo xtask serve --help")
}

fn number<N: FromStr + PartialOrd + std::fmt::Display>(name: &str, value: &OsString, most: N) -> Result<N, Stop> {
    let value = value.to_string_lossy();
    let read = value.parse::<N>().ok().filter(|number| *number <= most);
    read.ok_or_else(|| wrong(format!("{name} wants a number from 0 to {most}, not `{value}`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Result<Options, String> {
        Options::read(words.split_whitespace().map(OsString::from)).map_err(|stop| stop.what)
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let options = read("--database x").unwrap();
        assert_eq!((options.port, options.lose_responses, options.drive), (PORT, 0, None));
        assert_eq!(options.accounts.len(), ACCOUNTS.len());
    }

    #[test]
    fn wrong_use_names_the_option_and_the_value() {
        for (words, says) in [
            ("", "--database is missing"),
            ("--database x --port 70000", "--port wants a number from 0 to 65535, not `70000`"),
            ("--database x --lose-responses 91", "--lose-responses wants a number from 0 to 90, not `91`"),
            ("--database x --seed -1", "--seed wants a number from 0 to 18446744073709551615, not `-1`"),
            ("--database x --port", "--port needs a value"),
            ("--database x --porto 1", "no option `--porto`"),
        ] {
            assert_eq!(read(words), Err(says.to_string()));
        }
    }
}
