//! The limits of the server: all of them, in one place. The runner takes this file too, for `cargo xtask serve --help`.

use std::time::Duration;

/// The port where none is asked for.
pub const PORT: u16 = 8014;

/// How many connections may be open at once. One more is told 503 and closed.
pub const CONNECTIONS_MOST: usize = 64;

/// How many bytes the head of a request (its first line and its headers) may have. A larger one is told 431.
pub const HEAD_BYTES_MOST: usize = 16 * 1024;

/// How many headers a request may have. One with more is told 431.
pub const HEADERS_MOST: usize = 64;

/// How long the head of a request may take, and how long a connection may be idle between two. A half head is told 408, and an
/// idle connection is closed.
pub const HEAD_TIME: Duration = Duration::from_secs(10);

/// How many bytes the body of a request may have. A larger one is told 413.
pub const BODY_BYTES_MOST: usize = 64 * 1024;

/// How long the body of a request may take. A slower one is told 408.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// How long a client may take nothing of what it is sent. Then its connection is closed.
pub const TAKE_TIME: Duration = Duration::from_secs(10);

/// How many threads run handlers: each is a process of its own, with a memory of its own.
pub const WORKERS: usize = 16;

/// How many requests may wait for a worker. One more is told 503.
pub const WAITING_MOST: usize = 32;

/// How long a handler may take. A slower one is dropped where it waits, and its caller is told 503.
pub const HANDLER_TIME: Duration = Duration::from_secs(3);

/// How long requests that are under way may take at the end, after Ctrl-C.
pub const GRACE: Duration = Duration::from_secs(5);

/// How often items are forgotten whose time has passed.
pub const SWEEP: Duration = Duration::from_secs(30);

/// How many charges a drive makes at most.
pub const CHARGES_MOST: u32 = 10_000;

/// How often a drive kills the server at most.
pub const KILLS_MOST: u32 = 100;

/// How many responses of 100 may be lost: with more, the client would ask all day.
pub const LOST_PERCENT_MOST: u32 = 90;

/// How long a drive may take. One that takes longer has no verdict.
pub const DRIVE_TIME: Duration = Duration::from_secs(300);
