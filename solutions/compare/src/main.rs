//! Prints what was found as JSON; with `--replay ID` the run of that id, if it is one of these scenarios.

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["--json"] => println!("{}", compare::table::make().json()),
        ["--replay", id] => {
            println!("{}", serde_json::to_string(&compare::table::replay(id)).expect("a replay is plain data"))
        }
        _ => {
            eprintln!("compare --json, or compare --replay ID; for people: cargo xtask compare");
            std::process::exit(2);
        }
    }
}
