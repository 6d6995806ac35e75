//! The ledger of finished jobs: one file, locked while a line is added.

use std::env;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};

pub struct Ledger {
    file: File,
}

impl Ledger {
    pub fn open() -> io::Result<Self> {
        let path = env::temp_dir().join("jobd.ledger");
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self { file })
    }

    pub fn note(&self, job: &str) -> io::Result<()> {
        self.file.lock()?;
        let written = writeln!(&self.file, "{job}");
        self.file.unlock()?;
        written
    }
}
