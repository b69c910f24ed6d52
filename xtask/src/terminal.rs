//! The place of display: what it can show, and a writer that survives a reader who went away.

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use lab::draw::Style;

use crate::exit::{Exit, Stop};
use crate::hyperlinks::{self, Hyperlinks};
use crate::markdown::sentences;
use crate::process;
use crate::workspace::Workspace;

/// The width where the output is no terminal, or does not tell.
const PIPED_COLUMNS: usize = 80;
/// The height of a terminal that does not tell.
const ROWS: usize = 24;
/// Lines longer than this are hard to read, however wide the terminal is.
const MOST_COLUMNS: usize = 100;
/// Running text is not wider than this.
const TEXT_COLUMNS: usize = 80;
/// The least width that stories are drawn for.
const LEAST_COLUMNS: usize = 60;

thread_local! {
    /// Where everything goes while a verb shows it on a screen of its own.
    static PAGE: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// From now on what this thread would write to standard output and error is kept, line by line.
pub fn open_page() {
    PAGE.set(Some(Vec::new()));
}

/// The lines since [`open_page`] by now.
pub fn lines_on_page() -> Vec<String> {
    PAGE.with_borrow(|page| page.clone().unwrap_or_default())
}

/// The lines since [`open_page`]. What comes now is written again.
pub fn close_page() -> Vec<String> {
    PAGE.take().unwrap_or_default()
}

fn put_on_page(text: &str) -> bool {
    PAGE.with_borrow_mut(|page| page.as_mut().map(|page| page.extend(text.split('\n').map(str::to_string)))).is_some()
}

/// Standard output, and what can be shown there.
#[derive(Debug)]
pub struct Terminal {
    /// The form for everything that is drawn.
    pub style: Style,
    /// The first error of writing other than a reader that went away.
    failed: RefCell<Option<io::Error>>,
    gone: Cell<bool>,
    /// What makes links of paths; none where the terminal is not known to have them.
    links: RefCell<Option<Hyperlinks>>,
}

impl Terminal {
    /// Looks at standard output and the environment.
    pub fn detect() -> Terminal {
        let piped = !io::stdout().is_terminal();
        Terminal {
            style: Style { columns: columns(piped), unicode: unicode(), color: !piped && color_wanted() },
            failed: RefCell::new(None),
            gone: Cell::new(false),
            links: RefCell::new(None),
        }
    }

    /// The same, with links to the files of a kit if the terminal has them.
    pub fn with_links(self, workspace: &Workspace) -> Terminal {
        let variable = |name: &str| std::env::var_os(name);
        if io::stdout().is_terminal() && hyperlinks::wanted(&variable) {
            let bases = vec![workspace.here.clone(), workspace.root.clone()];
            let host = if hyperlinks::knows_hosts(&variable) { process::host() } else { String::new() };
            let links = Hyperlinks::new(bases, host, hyperlinks::knows_lines(&variable));
            *self.links.borrow_mut() = Some(links);
        }
        self
    }

    /// A text for standard error, with its links where that is the terminal, too.
    pub fn for_stderr(&self, text: &str) -> String {
        let links = self.links.borrow();
        links.as_ref().filter(|_| io::stderr().is_terminal()).map_or(text.to_string(), |links| links.marked(text))
    }

    /// From now on a bare `lib.rs:82` is one of the crate in this folder.
    pub fn about(&self, folder: &Path) {
        if let Some(links) = &mut *self.links.borrow_mut() {
            links.about(folder);
        }
    }

    /// As where the output is a file: 80 columns, Unicode, no colour.
    #[cfg(test)]
    pub fn plain() -> Terminal {
        let style = Style { columns: PIPED_COLUMNS, unicode: true, color: false };
        Terminal { style, failed: RefCell::new(None), gone: Cell::new(false), links: RefCell::new(None) }
    }

    /// How wide running text is.
    pub fn text_columns(&self) -> usize {
        self.style.columns.min(TEXT_COLUMNS)
    }

    /// Writes one line, or several. Where the reader went away (`| head`) nothing more is written, and that is no error.
    pub fn line(&self, text: impl AsRef<str>) {
        match &*self.links.borrow() {
            Some(links) => self.write(&links.marked(text.as_ref())),
            None => self.write(text.as_ref()),
        }
    }

    fn write(&self, text: &str) {
        if self.gone.get() || put_on_page(text) {
            return;
        }
        let mut out = io::stdout().lock();
        if let Err(error) = writeln!(out, "{text}").and_then(|()| out.flush()) {
            self.gone.set(true);
            if error.kind() != io::ErrorKind::BrokenPipe {
                *self.failed.borrow_mut() = Some(error);
            }
        }
    }

    /// Writes plain sentences, wrapped where they are too wide; see [`line`](Terminal::line).
    pub fn sentence(&self, text: impl AsRef<str>) {
        self.line(sentences(text.as_ref(), self.text_columns()));
    }

    /// One JSON value as one line.
    pub fn json(&self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        self.write(&serde_json::to_string(value)?);
        Ok(())
    }

    /// What went wrong while writing, if anything did.
    ///
    /// # Errors
    /// A [`Stop`] with [`Exit::NotWritten`].
    pub fn finish(&self) -> Result<(), Stop> {
        match self.failed.borrow_mut().take() {
            None => Ok(()),
            Some(error) => Err(Stop::new(
                Exit::NotWritten,
                format!("cannot write to the standard output: {error}"),
                "send the output to a place that takes it",
            )),
        }
    }

    /// The glyph if the terminal shows Unicode, else the ASCII one.
    pub fn glyph<'a>(&self, unicode: &'a str, ascii: &'a str) -> &'a str {
        if self.style.unicode { unicode } else { ascii }
    }

    /// The text in a colour, where colours are shown.
    pub fn paint(&self, paint: Paint, text: &str) -> String {
        if !self.style.color {
            return text.to_string();
        }
        let code = match paint {
            Paint::Good => "32",
            Paint::Bad => "31;1",
            Paint::Strong => "1",
            Paint::Faint => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

/// What a colour says; a word says the same beside it.
#[derive(Clone, Copy, Debug)]
pub enum Paint {
    /// Green.
    Good,
    /// Red.
    Bad,
    /// Bold.
    Strong,
    /// Dim.
    Faint,
}

/// Writes a message to standard error. Where nobody can read it, there is nobody to tell.
pub fn complain(text: impl AsRef<str>) {
    if put_on_page(text.as_ref()) {
        return;
    }
    let _ = writeln!(io::stderr(), "{}", text.as_ref());
}

/// Writes plain sentences to standard error, wrapped where they are too wide; see [`complain`].
pub fn complain_in_sentences(text: impl AsRef<str>) {
    complain(sentences(text.as_ref(), TEXT_COLUMNS));
}

/// Whether messages on standard error may have colour.
pub fn stderr_color() -> bool {
    io::stderr().is_terminal() && color_wanted()
}

fn color_wanted() -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    set("NO_COLOR").is_none() && set("TERM") != Some(OsString::from("dumb"))
}

fn columns(piped: bool) -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok()).filter(|&columns| columns > 0);
    let columns = if piped { PIPED_COLUMNS } else { told.unwrap_or_else(|| size().0) };
    columns.clamp(LEAST_COLUMNS, MOST_COLUMNS)
}

/// Columns and rows of the window as it is now.
pub fn size() -> (usize, usize) {
    let size = terminal_size::terminal_size_of(io::stdout());
    size.map_or((PIPED_COLUMNS, ROWS), |(width, height)| (usize::from(width.0), usize::from(height.0)))
}

fn unicode() -> bool {
    let set = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set).unwrap_or_default().to_lowercase();
    if cfg!(windows) && locale.is_empty() {
        return set("WT_SESSION").is_some() || set("TERM_PROGRAM").is_some();
    }
    locale.contains("utf-8") || locale.contains("utf8")
}
