//! Rows of a CSV file, without quoting.

use std::io::{self, BufRead, ErrorKind};

pub struct Rows<R> {
    pub heading: Vec<String>,
    lines: io::Lines<R>,
}

/// Reads the heading; the name means that rows start to flow, no process and no thread.
pub fn spawn<R: BufRead>(reader: R) -> io::Result<Rows<R>> {
    let mut lines = reader.lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    Ok(Rows { heading: cells(&first), lines })
}

impl<R: BufRead> Rows<R> {
    pub fn next_row(&mut self) -> io::Result<Option<Vec<String>>> {
        Ok(self.lines.next().transpose()?.map(|line| cells(&line)))
    }
}

pub fn column(heading: &[String], name: &str) -> io::Result<usize> {
    let missing = || io::Error::new(ErrorKind::NotFound, format!("no column {name}"));
    heading.iter().position(|cell| cell == name).ok_or_else(missing)
}

fn cells(line: &str) -> Vec<String> {
    line.split(',').map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn reads_what_another_program_prints() {
        let printed = Command::new("printf").arg("a,b\n1,2\n").output().unwrap().stdout;
        let mut rows = spawn(&printed[..]).unwrap();
        assert_eq!(rows.heading, ["a", "b"]);
        assert_eq!(rows.next_row().unwrap().unwrap(), ["1", "2"]);
    }
}
