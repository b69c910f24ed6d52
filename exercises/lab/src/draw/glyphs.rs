//! The characters that the terminal form is drawn with.

/// One set of drawing characters, each one column wide.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyphs {
    /// The lifeline of a process.
    pub process: char,
    /// The lifeline of a store, a queue or a blob store.
    pub infrastructure: char,
    /// Where a step starts.
    pub start: char,
    /// The shaft of an arrow.
    pub line: char,
    /// Where an arrow passes a process that has no part in it.
    pub passing: char,
    /// The shaft of an answer, and what stands between its dashes.
    pub dash: [char; 2],
    /// The shaft of a duplicate.
    pub double: char,
    /// Tip to the right.
    pub right: char,
    /// Tip to the left.
    pub left: char,
    /// Lost, crashed, broken.
    pub cross: char,
    /// What a refused step runs into.
    pub wall: char,
    /// An event in one lane.
    pub note: char,
    /// A fault in one lane.
    pub fault: char,
    /// The line of the break, and the cut of a crash.
    pub heavy: char,
    /// Steps left out.
    pub folded: char,
    /// Text left out.
    pub ellipsis: &'static str,
    /// Before what changed.
    pub change: &'static str,
    /// Between two facts on a line.
    pub dot: &'static str,
}

/// For terminals that show UTF-8.
pub(super) const UNICODE: Glyphs = Glyphs {
    process: '│',
    infrastructure: '┊',
    start: '●',
    line: '─',
    passing: '┼',
    dash: ['╌', '╌'],
    double: '═',
    right: '▶',
    left: '◀',
    cross: '✗',
    wall: '║',
    note: '◇',
    fault: '◆',
    heavy: '━',
    folded: '⋮',
    ellipsis: "…",
    change: "└ ",
    dot: "·",
};

/// For everything else.
pub(super) const ASCII: Glyphs = Glyphs {
    process: '|',
    infrastructure: ':',
    start: 'o',
    line: '-',
    passing: '+',
    dash: ['-', ' '],
    double: '=',
    right: '>',
    left: '<',
    cross: 'X',
    wall: '#',
    note: '+',
    fault: '*',
    heavy: '=',
    folded: ':',
    ellipsis: "...",
    change: "`- ",
    dot: "-",
};
