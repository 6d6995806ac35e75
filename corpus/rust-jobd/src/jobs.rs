//! Runs jobs.

use std::io;
use std::process::{Command as Job, Stdio};

/// Runs a line as `program arguments…` and gives back what it printed.
pub fn run(line: &str) -> io::Result<String> {
    let mut words = line.split_whitespace();
    let program = words.next().ok_or(io::ErrorKind::InvalidInput)?;
    let mut job = Job::new(program);
    job.args(words).stdin(Stdio::null());
    prepare(&mut job);
    finish(&mut job)
}

fn finish(job: &mut Job) -> io::Result<String> {
    let output = job.output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(unix)]
fn prepare(job: &mut Job) {
    use std::os::unix::process::CommandExt;
    job.process_group(0);
}

#[cfg(not(unix))]
fn prepare(_: &mut Job) {}
