//! `tlc`, with a Java that only plays TLC: what the runner asks it, and what it makes of the answer.

use std::fs;
use std::path::Path;

use crate::kit::{Kit, Said};
use crate::samples::green;

const SPEC: &str = "---- MODULE Small ----\nVARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nIsZero == x = 0\n====\n";
const CONFIG: &str = "INIT Init\nNEXT Next\nCONSTANT N = 1\nINVARIANT IsZero\nCHECK_DEADLOCK FALSE\n";

const VIOLATED: &str = "@!@!@STARTMSG 2110:1 @!@!@\nInvariant IsZero is violated.\n@!@!@ENDMSG 2110 @!@!@\n\
    @!@!@STARTMSG 2217:4 @!@!@\n1: <Initial predicate>\n/\\ x = 0\n\n@!@!@ENDMSG 2217 @!@!@\n\
    @!@!@STARTMSG 2217:4 @!@!@\n2: <Next line 4, col 9 to line 4, col 18 of module Small>\n/\\ x = 1\n\n@!@!@ENDMSG 2217 @!@!@\n\
    @!@!@STARTMSG 2199:0 @!@!@\n2 states generated, 2 distinct states found, 0 states left on queue.\n@!@!@ENDMSG 2199 @!@!@\n";
const HOLDS: &str =
    "@!@!@STARTMSG 2193:0 @!@!@\nModel checking completed. No error has been found.\n@!@!@ENDMSG 2193 @!@!@\n";
const WRONG: &str = "***Parse Error***\nat line 3\n@!@!@STARTMSG 3002:1 @!@!@\nParsing or semantic analysis failed.\n\
    @!@!@ENDMSG 3002 @!@!@\n";

fn kit(name: &str) -> Kit {
    let kit = Kit::new(name, &[green("36-before"), green("37-tlc")]);
    kit.write("exercises/37-tlc/Small.tla", SPEC);
    kit.write("exercises/37-tlc/Small.cfg", CONFIG);
    kit.write("tla2tools.jar", "no jar at all\n");
    kit
}

/// A Java that notes its arguments and the configuration it finds, and then says this.
#[cfg(unix)]
fn says(kit: &Kit, java: &str, arguments: &[&str]) -> Said {
    use std::os::unix::fs::PermissionsExt as _;
    kit.write("java/said.txt", java);
    let script = "#!/bin/sh\n[ \"$1\" = -version ] && exit 0\necho \"$@\" >\"$0.asked\"\ncat ./*.cfg >>\"$0.asked\"\n\
                  echo changed >>Small.tla\ncat \"$(dirname \"$0\")/../said.txt\"\n";
    kit.write("java/bin/java", script);
    let path = kit.root.join("java/bin/java");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    run(kit, &kit.root.join("java"), arguments)
}

fn run(kit: &Kit, java_home: &Path, arguments: &[&str]) -> Said {
    let arguments = [&["tlc"], arguments].concat();
    let mut command = kit.xtask(&arguments);
    command.env("JAVA_HOME", java_home).env("TLA2TOOLS_JAR", kit.root.join("tla2tools.jar"));
    Said::from(command.output().unwrap())
}

#[cfg(unix)]
#[test]
fn a_violation_is_drawn_and_the_users_file_stays_as_it_is() {
    let kit = kit("tlc-violated");
    let said = says(&kit, VIOLATED, &["37"]);
    said.expect(
        1,
        &["exercises/37-tlc/Small.tla", "Next", "x 0 → 1", "BROKEN   IsZero", "2 states generated, 2 distinct"],
    );
    assert_eq!(kit.read("exercises/37-tlc/Small.tla"), SPEC);
    let asked = kit.read("java/bin/java.asked");
    assert!(
        asked.contains("tlc2.TLC -tool") && asked.contains("-deadlock") && !asked.contains("CHECK_DEADLOCK"),
        "{asked}"
    );
    let json = says(&kit, VIOLATED, &["37", "--json"]);
    json.expect(1, &[r#""verdict":"violated","rule":"IsZero","steps":1,"generated":2,"distinct":2"#]);
}

#[cfg(unix)]
#[test]
fn what_holds_ends_with_0_and_what_is_not_understood_with_1() {
    let kit = kit("tlc-holds");
    says(&kit, HOLDS, &["exercises/37-tlc/Small.tla"]).expect(0, &["HOLDS"]);
    says(&kit, HOLDS, &["37", "--set", "N=3", "--invariant", "Other"]).expect(0, &["HOLDS"]);
    let asked = kit.read("java/bin/java.asked");
    assert!(asked.contains("N = 3") && asked.contains("INVARIANT Other") && !asked.contains("IsZero"), "{asked}");
    says(&kit, WRONG, &["37"]).expect(1, &["cannot be checked", "at line 3"]).one_next_step();
}

#[cfg(unix)]
#[test]
fn without_a_number_the_exercise_that_has_a_specification_is_meant() {
    let kit = kit("tlc-number");
    kit.says(&[]).expect(0, &["You are at 36 before"]);
    says(&kit, VIOLATED, &[]).expect(1, &["exercises/37-tlc/Small.tla", "BROKEN   IsZero"]);
    kit.says(&["tlc", "36"]).expect(2, &["exercises/36-before has no .tla file"]).one_next_step();
}

#[test]
fn without_java_or_jar_the_machine_is_not_ready() {
    let kit = kit("tlc-missing");
    let bare = |name: &str, value: &str| {
        let mut command = kit.xtask(&["tlc", "37"]);
        command.env("PATH", "").env("JAVA_HOME", "").env(name, value);
        Said::from(command.output().unwrap())
    };
    bare("TLA2TOOLS_JAR", "/no/such.jar").expect(3, &["no Java here", "default-jre-headless"]);
    let mut command = kit.xtask(&["tlc", "--fetch"]);
    let said = Said::from(command.env("PATH", "").output().unwrap());
    said.expect(3, &["there is no Python here", "TLA2TOOLS_JAR"]);
}

#[test]
fn a_file_that_is_not_there_is_wrong_use() {
    let kit = kit("tlc-wrong");
    kit.says(&["tlc", "37", "Other.tla"]).expect(2, &["there is no file exercises/37-tlc/Other.tla"]);
    fs::remove_file(kit.root.join("exercises/37-tlc/Small.tla")).unwrap();
    kit.says(&["tlc", "37"]).expect(2, &["has no .tla file"]).one_next_step();
}
