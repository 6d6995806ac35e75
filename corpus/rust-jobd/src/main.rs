//! Takes one job per line over TCP, runs it in a process of its own and answers with its output.

mod jobs;
mod limits;
mod state;

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use state::Ledger;

fn main() -> io::Result<()> {
    let ledger = Arc::new(Ledger::open()?);
    let listener = TcpListener::bind("127.0.0.1:7070")?;
    eprintln!("jobd {} with {} workers", std::process::id(), limits::workers());
    for stream in listener.incoming() {
        let (stream, ledger) = (stream?, Arc::clone(&ledger));
        thread::spawn(move || serve(stream, &ledger));
    }
    Ok(())
}

fn serve(stream: TcpStream, ledger: &Ledger) {
    let answer = |text: &str| (&stream).write_all(text.as_bytes());
    for line in BufReader::new(&stream).lines().map_while(Result::ok) {
        let outcome = std::panic::catch_unwind(|| jobs::run(&line));
        let said = match outcome {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => format!("failed: {error}\n"),
            Err(_) => "the job could not be described\n".to_owned(),
        };
        if answer(&said).is_err() || ledger.note(&line).is_err() {
            return;
        }
    }
}
