//! The contracts of the infrastructure, each written once and held against both backends: the search, which makes every run,
//! and live mode, which makes some. Where a contract holds, a wrong use of it must fail on both: a check that passes must prove
//! something.

mod batch;
mod blob;
mod both;
mod http;
mod http_callers;
mod process;
mod queue;
mod queue_faults;
mod store;
mod store_faults;
