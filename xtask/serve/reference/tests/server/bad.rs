//! Bad requests get the right status, and do no harm to the good ones.

use std::io::Write as _;

use crate::talk::{Server, rest, status};

const CHARGE: &str = "/charges/ada/pay-1";

/// Still alive and in order.
fn is_well(server: &Server) {
    assert_eq!(server.ask("GET", CHARGE, ""), Some((404, String::new())));
}

#[test]
fn each_bad_request_is_told_what_is_wrong() {
    let server = Server::start(&["--quiet"]);
    let long = "a".repeat(20_000);
    let head = |first: &str, rest: &str| format!("{first} HTTP/1.1\r\nhost: localhost\r\n{rest}\r\n").into_bytes();
    let put = |rest: &str| head(&format!("PUT {CHARGE}"), rest);
    for (expected, bytes) in [
        (405, head(&format!("PATCH {CHARGE}"), "connection: close\r\n")),
        (405, head(&format!("WHATEVER {CHARGE}"), "connection: close\r\n")),
        (404, head("GET /", "connection: close\r\n")),
        (404, head("GET /charges/ada", "connection: close\r\n")),
        (404, head("GET /charges/ada/ada", "connection: close\r\n")),
        (404, head("GET /lab/else", "connection: close\r\n")),
        (405, head("DELETE /lab/store", "connection: close\r\n")),
        (400, b"not even HTTP\r\n\r\n".to_vec()),
        (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a browser that wants TLS\r\n\r\n".to_vec()),
        (400, head(&format!("GET {CHARGE}"), "a header without a colon\r\n")),
        (400, head(&format!("GET {CHARGE}"), "x: \u{1}\r\n")),
        (400, format!("GET {CHARGE} HTTP/1.1\r\n\r\n").into_bytes()),
        (421, format!("GET {CHARGE} HTTP/1.1\r\nhost: evil.example:80\r\nconnection: close\r\n\r\n").into_bytes()),
        (431, head(&format!("GET {CHARGE}"), &format!("x: {long}\r\n"))),
        (431, head(&format!("GET {CHARGE}"), &"x: y\r\n".repeat(100))),
        (431, head(&format!("GET /{long}"), "")),
        (400, put("content-length: -1\r\n")),
        (400, put("content-length: 4\r\ncontent-length: 5\r\n")),
        (400, [put("transfer-encoding: chunked\r\n"), b"no number\r\n".to_vec()].concat()),
        (400, [put("connection: close\r\ncontent-length: 3\r\n"), b"not".to_vec()].concat()),
        (400, [put("connection: close\r\ncontent-length: 13\r\n"), b"{\"amount\":-1}".to_vec()].concat()),
        (413, put("content-length: 70000\r\n")),
        (413, put("content-length: 99999999999999999\r\n")),
        (413, [put("content-length: 70000\r\n"), vec![b'x'; 70_000]].concat()),
        (413, [put("transfer-encoding: chunked\r\n"), b"20000\r\n".to_vec(), vec![b'x'; 0x20000]].concat()),
    ] {
        let said = server.raw(&bytes);
        let asked = String::from_utf8_lossy(&bytes[..bytes.len().min(90)]).into_owned();
        assert_eq!(status(&said), expected, "to {asked:?} it said {said:?}");
        is_well(&server);
    }
    let allowed = server.raw(&head(&format!("PATCH {CHARGE}"), "connection: close\r\n"));
    assert!(allowed.contains("allow: GET, PUT, POST, DELETE"), "{allowed}");
}

#[test]
fn a_request_that_ends_early_is_dropped() {
    let server = Server::start(&["--quiet"]);
    for half in
        ["GET", "GET /charges", "PUT /charges/ada/pay-1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{"]
    {
        let mut stream = server.connect();
        stream.write_all(half.as_bytes()).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let said = rest(&mut stream);
        assert!([0, 400].contains(&status(&said)), "{said}");
        is_well(&server);
    }
}

#[test]
fn a_slow_client_is_told_408_and_an_idle_one_is_closed() {
    let server = Server::start(&["--quiet"]);
    let slow = |bytes: &'static str| {
        let mut stream = server.connect();
        std::thread::spawn(move || {
            stream.write_all(bytes.as_bytes()).unwrap();
            rest(&mut stream)
        })
    };
    let head = slow("GET /charges/ada/pay-1 HTTP/1.1\r\nhost: local");
    let body = slow("PUT /charges/ada/pay-1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n{");
    let second = slow("GET /charges/ada/pay-1 HTTP/1.1\r\nhost: localhost\r\n\r\nGET /");
    let idle = slow("GET /charges/ada/pay-1 HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let silent = slow("");
    is_well(&server);
    assert_eq!(status(&head.join().unwrap()), 408);
    assert_eq!(status(&body.join().unwrap()), 408);
    let second = second.join().unwrap();
    assert!(status(&second) == 404 && second.contains("HTTP/1.1 408 "), "{second}");
    let idle = idle.join().unwrap();
    assert!(status(&idle) == 404 && idle.matches("HTTP/1.1").count() == 1, "{idle}");
    assert_eq!(silent.join().unwrap(), "");
    is_well(&server);
}

#[test]
fn one_connection_too_many_is_told_503_and_its_place_is_free_again() {
    let server = Server::start(&["--quiet"]);
    let ask = b"GET /charges/ada/pay-1 HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let answered = |mut stream: std::net::TcpStream| {
        stream.write_all(ask).unwrap();
        let mut first = [0; 12];
        std::io::Read::read_exact(&mut stream, &mut first).unwrap();
        (stream, status(std::str::from_utf8(&first).unwrap()))
    };
    let mut open: Vec<_> = (0..serve::limits::CONNECTIONS_MOST).map(|_| answered(server.connect())).collect();
    assert!(open.iter().all(|(_, status)| *status == 404));
    assert_eq!(answered(server.connect()).1, 503);
    drop(open.pop());
    // The server needs a moment to see that it is closed.
    let mut again = answered(server.connect()).1;
    while again == 503 {
        again = answered(server.connect()).1;
    }
    assert_eq!(again, 404);
}
