//! One probe per name: calls one function of the standard library and says what came of it.
//! `OK`, `ERR <kind>: <text>`; a panic or trap ends the program.
#![allow(deprecated)]
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Barrier, Condvar, Mutex};
use std::time::Duration;

fn told<T, E: std::fmt::Debug>(result: Result<T, E>) {
    match result {
        Ok(_) => println!("OK"),
        Err(error) => println!("ERR {error:?}"),
    }
}

fn file() -> File {
    fs::write("d/a", b"hello").unwrap();
    OpenOptions::new().read(true).write(true).open("d/a").unwrap()
}

fn main() {
    let name = std::env::args().nth(1).unwrap();
    match name.as_str() {
        "std::env::args" => told::<_, ()>(Ok(std::env::args().count())),
        "std::env::set_var" => { unsafe { std::env::set_var("A", "b") }; told(std::env::var("A")) }
        "std::env::current_dir" => told(std::env::current_dir()),
        "std::env::set_current_dir" => told(std::env::set_current_dir("d")),
        "std::env::current_exe" => told(std::env::current_exe()),
        "std::env::temp_dir" => told::<_, ()>(Ok(std::env::temp_dir())),
        "std::env::home_dir" => match std::env::home_dir() { Some(_) => println!("OK"), None => println!("OK None") },
        "std::env::split_paths" => told::<_, ()>(Ok(std::env::split_paths("a:b").count())),
        "std::env::join_paths" => told(std::env::join_paths(["a", "b"])),
        "std::fs::write" => told(fs::write("d/w", b"x")),
        "std::fs::read" => { file(); told(fs::read("d/a")) }
        "std::fs::read_dir" => told(fs::read_dir("d").map(|all| all.count())),
        "std::fs::create_dir_all" => told(fs::create_dir_all("d/x/y")),
        "std::fs::remove_dir_all" => { fs::create_dir_all("d/r/y").unwrap(); told(fs::remove_dir_all("d/r")) }
        "std::fs::remove_file" => { file(); told(fs::remove_file("d/a")) }
        "std::fs::rename" => { file(); told(fs::rename("d/a", "d/b")) }
        "std::fs::copy" => { file(); told(fs::copy("d/a", "d/c")) }
        "std::fs::hard_link" => { file(); let _ = fs::remove_file("d/h"); told(fs::hard_link("d/a", "d/h")) }
        "std::fs::soft_link" => { file(); let _ = fs::remove_file("d/s"); told(fs::soft_link("a", "d/s")) }
        "std::fs::read_link" => { file(); let _ = fs::remove_file("d/t"); fs::soft_link("a", "d/t").unwrap(); told(fs::read_link("d/t")) }
        "std::fs::canonicalize" => { file(); told(fs::canonicalize("d/a")) }
        "std::fs::metadata" => { file(); told(fs::metadata("d/a").and_then(|m| m.modified())) }
        "std::fs::set_permissions" => { file(); let p = fs::metadata("d/a").unwrap().permissions(); told(fs::set_permissions("d/a", p)) }
        "std::fs::File::set_permissions" => { let f = file(); let p = f.metadata().unwrap().permissions(); told(f.set_permissions(p)) }
        "std::fs::File::set_len" => told(file().set_len(3)),
        "std::fs::File::sync_all" => told(file().sync_all()),
        "std::fs::File::set_times" => told(file().set_times(fs::FileTimes::new().set_modified(std::time::UNIX_EPOCH))),
        "std::fs::File::try_clone" => told(file().try_clone()),
        "std::fs::File::lock" => told(file().lock()),
        "std::fs::File::lock_shared" => told(file().lock_shared()),
        "std::fs::File::try_lock" => told(file().try_lock()),
        "std::fs::File::try_lock_shared" => told(file().try_lock_shared()),
        "std::fs::File::unlock" => told(file().unlock()),
        "std::fs::File::seek" => { let mut f = file(); let mut s = String::new(); told(f.seek(SeekFrom::Start(1)).and_then(|_| f.read_to_string(&mut s)).and_then(|_| f.write(b"x"))) }
        "std::fs::File::create_new" => { let _ = fs::remove_file("d/n"); told(File::create_new("d/n")) }
        "std::process::Command::spawn" => told(std::process::Command::new("ls").spawn()),
        "std::process::Command::output" => told(std::process::Command::new("ls").output()),
        "std::process::Command::status" => told(std::process::Command::new("ls").status()),
        "std::process::id" => told::<_, ()>(Ok(std::process::id())),
        "std::process::exit" => { println!("OK"); std::process::exit(0) }
        "std::io::pipe" => told(std::io::pipe()),
        "std::thread::spawn" => told(std::thread::spawn(|| 1).join().map_err(|_| ())),
        "std::thread::Builder::spawn" => told(std::thread::Builder::new().spawn(|| 1)),
        "std::thread::Builder::spawn_scoped" => told(std::thread::scope(|s| std::thread::Builder::new().spawn_scoped(s, || 1).map(|_| ()))),
        "std::thread::scope" => { std::thread::scope(|s| { s.spawn(|| 1); }); println!("OK") }
        "std::thread::sleep" => { std::thread::sleep(Duration::from_millis(1)); println!("OK") }
        "std::thread::park_timeout" => { std::thread::park_timeout(Duration::from_millis(1)); println!("OK") }
        "std::thread::available_parallelism" => told(std::thread::available_parallelism()),
        "std::sync::Condvar::wait" => { let m = Mutex::new(1); let _g = Condvar::new().wait(m.lock().unwrap()); println!("OK") }
        "std::sync::Condvar::wait_while" => { let m = Mutex::new(1); let _g = Condvar::new().wait_while(m.lock().unwrap(), |_| true); println!("OK") }
        "std::sync::Condvar::wait_timeout" => { let m = Mutex::new(1); let _g = Condvar::new().wait_timeout(m.lock().unwrap(), Duration::from_millis(1)); println!("OK") }
        "std::sync::Barrier::wait" => { Barrier::new(2).wait(); println!("OK") }
        "std::sync::mpsc::Receiver::recv_timeout" => { let (_s, r) = std::sync::mpsc::channel::<u8>(); println!("OK {:?}", r.recv_timeout(Duration::from_millis(1))) }
        "std::net::TcpStream::connect" => told(std::net::TcpStream::connect("127.0.0.1:9")),
        "std::net::TcpStream::connect_timeout" => told(std::net::TcpStream::connect_timeout(&"127.0.0.1:9".parse().unwrap(), Duration::from_millis(9))),
        "std::net::TcpListener::bind" => told(std::net::TcpListener::bind("127.0.0.1:0")),
        "std::net::UdpSocket::bind" => told(std::net::UdpSocket::bind("127.0.0.1:0")),
        "std::net::ToSocketAddrs::to_socket_addrs" => { use std::net::ToSocketAddrs; told(("localhost", 80).to_socket_addrs()) }
        "std::time::Instant::now" => { let _ = std::time::Instant::now(); println!("OK") }
        "std::time::SystemTime::now" => { let _ = std::time::SystemTime::now(); println!("OK") }
        "std::panic::catch_unwind" => { let _ = std::panic::catch_unwind(|| panic!("x")); println!("OK") }
        "std::backtrace::Backtrace::force_capture" => println!("OK {:?}", std::backtrace::Backtrace::force_capture().status()),
        "std::io::IsTerminal::is_terminal" => { use std::io::IsTerminal; println!("OK {}", std::io::stdin().is_terminal()) }
        "arc" => println!("OK {}", Arc::new(1)),
        other => panic!("no such probe: {other}"),
    }
}
