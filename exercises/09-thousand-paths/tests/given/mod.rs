//! Given: no need to edit. The systems that an exam is tried on, and the judge of the exam.
#![allow(dead_code, reason = "each half of the exercise uses its part")]

pub mod judge;
pub mod runs;
pub mod systems;
