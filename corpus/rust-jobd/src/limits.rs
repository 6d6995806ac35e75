//! How much may run at once.

use std::thread::available_parallelism;

pub fn workers() -> usize {
    available_parallelism().map_or(1, |found| found.get())
}
