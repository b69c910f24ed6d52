//! What stands above the keys in `watch`, at each result and every second, whatever else is shown.

use crate::verbs::{Context, mob};

/// A line to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    /// What it says, in at most 80 columns.
    pub text: String,
    /// It must not be missed.
    pub urgent: bool,
}

/// The line of now; none where there is nothing to say.
pub fn banner(context: &Context) -> Option<Banner> {
    mob::banner(context).map(|banner| Banner { text: banner.words, urgent: banner.overtime })
}
