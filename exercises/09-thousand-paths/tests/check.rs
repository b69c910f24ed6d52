//! Given: no need to edit. The exam has to let the right system pass, and to refuse each of the others.

mod given;

use given::judge::{refuses, says_when_nothing_failed, takes_the_right};
use given::runs::Day;
use given::systems::{EIGHT, IDLE};
use thousand_paths::exam;

#[test]
fn the_right_system_passes_on_a_good_day() {
    takes_the_right(&exam(), Day::Good, "the right system passes");
}

#[test]
fn the_right_system_passes_on_a_slow_day() {
    takes_the_right(&exam(), Day::Slow, "the right system passes, however slow the day");
}

#[test]
fn the_right_system_passes_whatever_fails() {
    takes_the_right(&exam(), Day::Bad, "the right system passes, whatever fails and in whatever order");
}

#[test]
fn system_a_is_refused() {
    refuses(&exam(), &EIGHT[0]);
}

#[test]
fn a_desk_that_does_nothing_is_refused() {
    refuses(&exam(), &IDLE);
}

#[test]
fn system_b_is_refused() {
    refuses(&exam(), &EIGHT[1]);
}

#[test]
fn system_c_is_refused() {
    refuses(&exam(), &EIGHT[2]);
}

#[test]
fn system_d_is_refused() {
    refuses(&exam(), &EIGHT[3]);
}

#[test]
fn system_e_is_refused() {
    refuses(&exam(), &EIGHT[4]);
}

#[test]
fn system_f_is_refused() {
    refuses(&exam(), &EIGHT[5]);
}

#[test]
fn system_g_is_refused() {
    refuses(&exam(), &EIGHT[6]);
}

#[test]
fn system_h_is_refused() {
    refuses(&exam(), &EIGHT[7]);
}

#[test]
fn an_exam_that_tested_nothing_says_so() {
    says_when_nothing_failed(&exam(), "an exam says so where nothing has failed");
}
