//! Links that a terminal can open (OSC 8): paths and addresses in a text, marked after it was laid out, so that no width counts them.
//!
//! Only for a terminal that is known to have them: one that has none may show rubbish. Through `ssh` or `tmux` nobody knows.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What comes before the address of a link.
pub const START: &str = "\u{1b}]8;;";
/// What comes behind it; a link ends with an empty address.
pub const END: &str = "\u{1b}\\";

/// Where a path in a text may begin, and how this terminal is told of a line.
#[derive(Clone, Debug, Default)]
pub struct Hyperlinks {
    /// Folders from which paths are shown.
    bases: Vec<PathBuf>,
    /// The crate in which `lib.rs:82` and `check.rs:48` are, where one is talked about.
    about: Option<PathBuf>,
    /// The name of this machine, which some terminals ask for.
    host: String,
    /// Whether the terminal goes to a line that stands behind `#`.
    lines: bool,
}

/// Whether this terminal is known to have links, by what it says of itself. `FORCE_HYPERLINK` overrules it: `0` is no, all else yes.
pub fn wanted(variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
    let text =
        |name| variable(name).map(|value| value.to_string_lossy().into_owned()).filter(|value| !value.is_empty());
    if let Some(force) = text("FORCE_HYPERLINK") {
        return force != "0";
    }
    let (term, program) = (text("TERM").unwrap_or_default(), text("TERM_PROGRAM").unwrap_or_default());
    let far = ["SSH_CONNECTION", "SSH_TTY", "TMUX", "STY"].iter().any(|name| text(name).is_some());
    if far || term == "dumb" || term.starts_with("tmux") || term.starts_with("screen") {
        return false;
    }
    let vte = text("VTE_VERSION").and_then(|version| version.parse::<u32>().ok());
    vte.is_some_and(|version| version >= 5000)
        || ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "WarpTerminal"].contains(&program.as_str())
        || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"].contains(&term.as_str())
        || ["WT_SESSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID"].iter().any(|name| text(name).is_some())
}

/// Whether this terminal opens `file://…#82` at line 82. The others might look for a file of that name.
pub fn knows_lines(variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
    let is = |name, value: &str| variable(name).is_some_and(|said| said == value);
    is("TERM", "xterm-kitty") || is("TERM_PROGRAM", "vscode") || is("TERM_PROGRAM", "WezTerm")
}

/// Whether an address may name this machine. Some ask for it, so that no file of another one is opened; these two then look for a
/// network share.
pub fn knows_hosts(variable: &dyn Fn(&str) -> Option<OsString>) -> bool {
    variable("TERM_PROGRAM").is_none_or(|said| said != "vscode") && variable("WT_SESSION").is_none()
}

impl Hyperlinks {
    /// For paths that are shown from one of these folders.
    pub fn new(bases: Vec<PathBuf>, host: String, lines: bool) -> Hyperlinks {
        Hyperlinks { bases, about: None, host, lines }
    }

    /// From now on a bare `lib.rs:82` is one of this crate.
    pub fn about(&mut self, folder: &Path) {
        self.about = Some(folder.to_path_buf());
    }

    /// The text with its links.
    pub fn marked(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let word = if first == '\u{1b}' { escape(rest) } else { &rest[..word(rest)] };
            let word = if word.is_empty() { &rest[..first.len_utf8()] } else { word };
            let name = word.trim_end_matches(['.', ':', ',']);
            match self.target(name) {
                Some(target) => out += &format!("{START}{target}{END}{name}{START}{END}{}", &word[name.len()..]),
                None => out += word,
            }
            rest = &rest[word.len()..];
        }
        out
    }

    /// Where a word leads; none for most.
    fn target(&self, word: &str) -> Option<String> {
        if word.starts_with("https://") || word.starts_with("http://") {
            return Some(word.to_string());
        }
        if !word.contains(['/', '.']) {
            return None;
        }
        let mut parts = word.splitn(3, ':');
        let path = Path::new(parts.next()?);
        let line = parts.next().map(|line| line.parse::<u32>());
        let line = line.transpose().ok()?;
        let file = self.file(path, line.is_some())?;
        let line = line.filter(|_| self.lines).map(|line| format!("#{line}")).unwrap_or_default();
        Some(format!("file://{}{}{line}", self.host, encoded(&file)))
    }

    /// The file that is meant, if it is there.
    fn file(&self, path: &Path, has_line: bool) -> Option<PathBuf> {
        let bare = path.components().count() == 1;
        let folders = ["src", "tests"].map(|folder| self.about.as_ref().map(|about| about.join(folder)));
        let folders = folders.into_iter().flatten().filter(|_| bare && has_line);
        let bases = self.bases.iter().filter(|_| !bare).cloned();
        folders.chain(bases).map(|base| base.join(path)).find(|file| file.is_file())
    }
}

/// An escape sequence at the start of a text, whole: colours (CSI) and what has a string (OSC).
pub fn escape(text: &str) -> &str {
    let body = &text[1..];
    let end = match body.chars().next() {
        Some('[') => body[1..].find(|c: char| ('@'..='~').contains(&c)).map(|at| at + 2),
        Some(']') => {
            let ends = [body.find('\u{7}').map(|at| at + 1), body.find(END).map(|at| at + END.len())];
            ends.into_iter().flatten().min()
        }
        _ => Some(0),
    };
    &text[..1 + end.unwrap_or(body.len())]
}

/// How long the word is with which the text begins.
fn word(text: &str) -> usize {
    let web = text.starts_with("http://") || text.starts_with("https://");
    let ends = |c: char| match web {
        true => c.is_whitespace() || c.is_control() || "()<>\"'`|".contains(c),
        false => !(c.is_alphanumeric() || "/._-:".contains(c)),
    };
    text.find(ends).unwrap_or(text.len())
}

/// A path as it stands in an address: what is neither letter nor digit of ASCII as `%20`.
fn encoded(path: &Path) -> String {
    let text = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let slash = if text.starts_with('/') { "" } else { "/" };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte);
    let bytes =
        text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    format!("{slash}{}", bytes.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> bool {
        let found =
            |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| OsString::from(value));
        wanted(&found)
    }

    #[test]
    fn only_terminals_that_are_known_have_links() {
        assert!(!with(&[]) && !with(&[("TERM", "xterm-256color")]) && !with(&[("TERM", "linux")]));
        assert!(
            with(&[("TERM", "xterm-kitty")]) && with(&[("TERM_PROGRAM", "vscode")]) && with(&[("WT_SESSION", "1")])
        );
        assert!(with(&[("VTE_VERSION", "7600")]) && !with(&[("VTE_VERSION", "4800")]) && !with(&[("VTE_VERSION", "")]));
        // In between stands something that may not pass them on.
        assert!(
            !with(&[("VTE_VERSION", "7600"), ("TMUX", "/tmp/x")])
                && !with(&[("VTE_VERSION", "7600"), ("TERM", "screen")])
        );
        assert!(!with(&[("TERM", "xterm-kitty"), ("SSH_CONNECTION", "1")]));
        assert!(with(&[("FORCE_HYPERLINK", "1")]) && with(&[("TMUX", "x"), ("FORCE_HYPERLINK", "1")]));
        assert!(!with(&[("FORCE_HYPERLINK", "0"), ("TERM_PROGRAM", "vscode")]));
        assert!(with(&[("FORCE_HYPERLINK", ""), ("TERM_PROGRAM", "vscode")]));
    }

    #[test]
    fn files_that_are_there_are_marked_and_nothing_else_changes() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut links = Hyperlinks::new(vec![root.to_path_buf()], "here".to_string(), true);
        let file = |path: &str| format!("file://here{}", encoded(&root.join(path)));
        let marked = |target: &str, shown: &str| format!("{START}{target}{END}{shown}{START}{END}");
        assert_eq!(
            links.marked("edit src/main.rs, then"),
            format!("edit {}, then", marked(&file("src/main.rs"), "src/main.rs"))
        );
        assert_eq!(
            links.marked("(src/main.rs:7:3)."),
            format!("({}).", marked(&(file("src/main.rs") + "#7"), "src/main.rs:7:3"))
        );
        let color = "\u{1b}[2msrc/main.rs:7\u{1b}[0m";
        assert_eq!(
            links.marked(color),
            format!("\u{1b}[2m{}\u{1b}[0m", marked(&(file("src/main.rs") + "#7"), "src/main.rs:7"))
        );
        for plain in [
            "src/nothing.rs",
            "main.rs:7",
            "a/b and 1/2",
            "9:30",
            "x: y",
            "\u{1b}]0;src/main.rs\u{7}",
            "│ ✗ ┊ é",
            "src",
            "\u{1b}",
        ] {
            assert_eq!(links.marked(plain), plain);
        }
        links.about(root);
        assert_eq!(links.marked("  main.rs:7"), format!("  {}", marked(&(file("src/main.rs") + "#7"), "main.rs:7")));
        assert_eq!(links.marked("main.rs"), "main.rs", "without a line it is only a word");
        assert_eq!(
            links.marked("<https://a.b/c?d=e#f>."),
            format!("<{}>.", marked("https://a.b/c?d=e#f", "https://a.b/c?d=e#f"))
        );
        let dull = Hyperlinks::new(vec![root.to_path_buf()], String::new(), false);
        assert!(dull.marked("src/main.rs:7").contains(&format!("{}{END}", encoded(&root.join("src/main.rs")))));
    }

    #[test]
    fn an_address_has_no_spaces_and_only_ascii() {
        assert_eq!(encoded(Path::new("/a kit/über/lib.rs")), "/a%20kit/%C3%BCber/lib.rs");
        assert_eq!(encoded(Path::new("/50%/#1")), "/50%25/%231");
    }
}
