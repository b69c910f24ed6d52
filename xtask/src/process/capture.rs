//! Keeps the beginning and the end of an output of any length.

use std::collections::VecDeque;

/// The first and the last bytes of what was pushed.
#[derive(Debug)]
pub struct Capture {
    half: usize,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    dropped: u64,
}

impl Capture {
    /// Keeps at most so many bytes.
    pub fn new(bytes: usize) -> Capture {
        Capture { half: bytes / 2, head: Vec::new(), tail: VecDeque::new(), dropped: 0 }
    }

    /// Takes some more.
    pub fn push(&mut self, bytes: &[u8]) {
        let (first, rest) = bytes.split_at(bytes.len().min(self.half - self.head.len()));
        self.head.extend_from_slice(first);
        self.tail.extend(rest);
        let over = self.tail.len().saturating_sub(self.half);
        self.tail.drain(..over);
        self.dropped += over as u64;
    }

    /// The text, with a line that says how much was left out, if anything was.
    pub fn text(&self) -> String {
        let mut bytes = self.head.clone();
        if self.dropped > 0 {
            bytes.extend_from_slice(format!("\n[... {} bytes left out ...]\n", self.dropped).as_bytes());
        }
        bytes.extend(&self.tail);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_output_keeps_its_beginning_and_its_end() {
        let mut capture = Capture::new(8);
        for piece in ["abc", "defg", "hijklm", "z"] {
            capture.push(piece.as_bytes());
        }
        assert_eq!(capture.text(), "abcd\n[... 6 bytes left out ...]\nklmz");
    }
}
