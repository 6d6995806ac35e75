//! Says what a seat costs; one request after the other.

use std::io::{Read, Write};
use std::net::TcpListener;

fn price(row: u32) -> u32 {
    if row < 10 {
        40
    } else {
        25
    }
}

fn row(request: &str) -> u32 {
    request
        .split("row=")
        .nth(1)
        .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next())
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("0.0.0.0:9000")?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut buffer = [0; 4096];
        let size = stream.read(&mut buffer)?;
        let request = String::from_utf8_lossy(&buffer[..size]);
        let body = format!("{{\"price\": {}}}", price(row(&request)));
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}",
            body.len(),
            body
        )?;
    }
    Ok(())
}
