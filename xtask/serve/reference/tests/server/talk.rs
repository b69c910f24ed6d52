//! A server of a test, and plain bytes over a socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// No test waits longer for a byte.
const PATIENCE: Duration = Duration::from_secs(60);

/// The file of a database that is not there yet.
pub fn file() -> PathBuf {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{number}.redb", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

/// The program with these arguments.
pub fn program(database: &PathBuf, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_serve-reference"));
    command.arg("--database").arg(database).args(arguments).stdin(Stdio::null());
    command
}

/// What the program says when it ends by itself.
pub fn said(database: &PathBuf, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = program(database, arguments).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

/// A server that runs; it is killed at the end, if it still does.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
    pub database: PathBuf,
    said: BufReader<ChildStdout>,
}

impl Server {
    /// A server at any port over a database of its own.
    pub fn start(arguments: &[&str]) -> Server {
        Server::over(file(), arguments)
    }

    /// A server over this database. It ends with its standard input.
    pub fn over(database: PathBuf, arguments: &[&str]) -> Server {
        let mut command = program(&database, arguments);
        command.args(["--port", "0", "--end-with-stdin"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("serving on http://").unwrap_or_else(|| panic!("it said {line}"));
        Server { child, address: address.parse().unwrap(), database, said }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends these bytes on a new connection, and returns all that comes until the server closes it.
    pub fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        rest(&mut stream)
    }

    /// The status and the body of a whole request; nothing where there is no response.
    pub fn ask(&self, verb: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let length = body.len();
        let head =
            format!("{verb} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: {length}");
        let said = self.raw(format!("{head}\r\n\r\n{body}").as_bytes());
        let (head, body) = said.split_once("\r\n\r\n")?;
        Some((status(head), body.to_string()))
    }

    /// Lets it end, and returns how it did and what it said since the first line.
    pub fn end(mut self) -> (ExitStatus, String) {
        drop(self.child.stdin.take());
        self.wait()
    }

    pub fn wait(&mut self) -> (ExitStatus, String) {
        let mut text = String::new();
        self.said.read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap(), text)
    }

    /// Kills it as a power cut would, and starts another one over its database.
    pub fn restart(mut self, arguments: &[&str]) -> Server {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Server::over(self.database.clone(), arguments)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// All that comes until the other end closes, or resets, the connection.
pub fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// The status of a response; 0 for what is none.
pub fn status(response: &str) -> u16 {
    let status = response.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3));
    status.map_or(0, |status| status.parse().unwrap())
}
