//! How the program begins and ends, and that it comes back where it was.

use std::net::TcpListener;

use crate::talk::{Server, file, said};

const CHARGE: &str = "/charges/ada/pay-1";
const THIRTY: &str = "{\"amount\": 30}";
const YES: &str = "{\"authorised\":true,\"balance\":70}";

fn ok(body: &str) -> Option<(u16, String)> {
    Some((200, body.to_string()))
}

#[test]
fn a_killed_server_comes_back_where_it_was() {
    let mut server = Server::start(&["--quiet"]);
    assert_eq!(server.ask("PUT", CHARGE, THIRTY), Some((204, String::new())));
    server = server.restart(&["--quiet"]);
    assert_eq!(server.ask("POST", CHARGE, THIRTY), ok(YES));
    server = server.restart(&["--quiet"]);
    assert_eq!(server.ask("POST", CHARGE, THIRTY), ok(YES));
    assert_eq!(server.ask("PUT", "/lab/clock", "{\"ahead_seconds\":7200}"), ok("{\"ahead_seconds\":7200}"));
    server = server.restart(&["--quiet"]);
    assert_eq!(server.ask("GET", "/lab/clock", ""), ok("{\"ahead_seconds\":7200}"));
    assert_eq!(server.ask("GET", CHARGE, ""), ok(YES));
    assert_eq!(server.ask("DELETE", CHARGE, ""), Some((204, String::new())));
    server = server.restart(&["--quiet"]);
    assert_eq!(server.ask("POST", CHARGE, THIRTY), Some((410, String::new())));
    let store = "payments ada {\"balance\":70}\npayments ben {\"balance\":1000}\n";
    assert_eq!(server.ask("GET", "/lab/store", ""), ok(store));
    server = server.restart(&["--quiet", "--fresh"]);
    let store = "payments ada {\"balance\":100}\npayments ben {\"balance\":1000}\n";
    assert_eq!(server.ask("GET", "/lab/store", ""), ok(store));
}

#[test]
fn it_says_what_it_serves_and_a_line_for_each_request() {
    let server = Server::start(&["--lose-responses", "90", "--seed", "1"]);
    let port = server.address.port();
    let (_, told) = (server.ask("PUT", CHARGE, THIRTY), server.ask("GET", "/lab/store", ""));
    assert!(told.is_some());
    let (status, said) = server.end();
    assert_eq!(status.code(), Some(130));
    for line in [
        "  code       solutions/14-ask-again/src/lib.rs",
        "  accounts   ada (100), ben (1000); made where missing",
        "  responses  90 % are lost, as seed 1 says: done, and nobody is told",
        &format!("  curl -i -X PUT -d '{{\"amount\": 30}}' http://127.0.0.1:{port}/charges/ada/pay-1"),
        "PUT /charges/ada/pay-1          204   LOST",
        "GET /lab/store                  200 payments ada {\"balance\":100} payments",
        "ended: 2 requests were answered or lost, the database is closed",
    ] {
        assert!(said.lines().any(|said| said == line), "no `{line}` in\n{said}");
    }
}

#[cfg(unix)]
#[test]
fn the_curl_commands_that_it_shows_work_as_they_are() {
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    let database = file();
    let mut program = crate::talk::program(&database, &["--port", "0", "--end-with-stdin"]);
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let greeting: Vec<String> = lines.take_while(|line| !line.starts_with("End with")).collect();
    let curl = greeting.iter().filter(|line| line.starts_with("  curl "));
    let told: Vec<String> = curl
        .map(|line| {
            assert!(line.len() < 80, "{line}");
            let output = Command::new("sh").args(["-c", line]).output().unwrap();
            String::from_utf8(output.stdout).unwrap()
        })
        .collect();
    drop(child.stdin.take());
    child.wait().unwrap();
    let starts =
        ["HTTP/1.1 204", "HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 204", "payments ada", "{\"ahead_seconds\":72"];
    assert_eq!(told.len(), starts.len());
    for (told, start) in told.iter().zip(starts) {
        assert!(told.starts_with(start), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_requests_under_way_and_closes_the_database() {
    use std::io::Write as _;

    let mut server = Server::start(&["--quiet"]);
    // The head has arrived, the body comes after the signal.
    let mut stream = server.connect();
    stream
        .write_all(format!("PUT {CHARGE} HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n").as_bytes())
        .unwrap();
    stream.write_all(format!("content-length: {}\r\n\r\n", THIRTY.len()).as_bytes()).unwrap();
    let mut continues = [0; 25];
    std::io::Read::read_exact(&mut stream, &mut continues).unwrap();
    let kill = std::process::Command::new("kill").args(["-INT", &server.child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    // It takes no more connections from then on.
    while std::net::TcpStream::connect(server.address).is_ok() {}
    stream.write_all(THIRTY.as_bytes()).unwrap();
    let told = crate::talk::rest(&mut stream);
    assert_eq!(crate::talk::status(&told), 204, "{told}");
    let (status, said) = server.wait();
    assert_eq!(status.code(), Some(130));
    assert!(said.ends_with("the database is closed\n"), "{said}");
    let server = Server::over(server.database.clone(), &["--quiet"]);
    assert_eq!(server.ask("POST", CHARGE, THIRTY), ok(YES));
}

#[test]
fn a_port_or_a_database_that_is_taken_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let database = file();
    let (code, text) = said(&database, &["--port", &port, "--fresh"]);
    assert_eq!(code, Some(3), "{text}");
    let expected = format!(
        "error: port {port} is taken by another program\n\
         Next: cargo xtask serve 14 --solution --port 0, which takes a free one\n"
    );
    assert_eq!(text, expected);
    assert!(!database.exists());

    let server = Server::start(&["--quiet"]);
    for arguments in [&["--port", "0"][..], &["--port", "0", "--fresh"]] {
        let (code, text) = said(&server.database, arguments);
        assert_eq!(code, Some(3), "{text}");
        assert!(text.starts_with("error: the database is open in another program: "), "{text}");
        assert!(text.ends_with("\nNext: end the other server, and then cargo xtask serve 14 --solution\n"), "{text}");
    }
    assert_eq!(server.ask("GET", CHARGE, ""), Some((404, String::new())));
}

#[test]
fn a_file_that_is_no_database_is_told_and_replaced_only_when_asked_for() {
    let database = file();
    std::fs::write(&database, "a letter to my mother").unwrap();
    let (code, text) = said(&database, &["--port", "0"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("--fresh, which begins with an empty one"), "{text}");
    assert_eq!(std::fs::read_to_string(&database).unwrap(), "a letter to my mother");
    let server = Server::over(database, &["--quiet", "--fresh"]);
    assert_eq!(server.ask("GET", CHARGE, ""), Some((404, String::new())));
}

#[test]
fn a_database_that_cannot_be_made_is_told() {
    let folder = file();
    std::fs::write(&folder, "no folder").unwrap();
    let (code, text) = said(&folder.join("a.redb"), &["--port", "0"]);
    assert_eq!(code, Some(6), "{text}");
    assert!(text.ends_with("\nNext: make its folder writable, and then cargo xtask serve 14 --solution\n"), "{text}");
    // The client ends as its server did, and after it.
    let (code, text) = said(&folder.join("a.redb"), &["--drive", "1"]);
    assert_eq!(code, Some(6), "{text}");
    let told = text.find("server: Next: make its folder writable").expect(&text);
    assert!(text[told..].ends_with("error: the server did not come up\nNext: what the server says above\n"), "{text}");
}

#[test]
fn wrong_use_is_told() {
    let (code, text) = said(&file(), &["--port", "x"]);
    assert_eq!(code, Some(2));
    assert_eq!(text, "error: --port wants a number from 0 to 65535, not `x`\nNext: cargo xtask serve --help\n");
}
