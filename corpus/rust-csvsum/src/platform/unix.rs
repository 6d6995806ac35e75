//! Unix ends a program quietly when its reader goes away.

use std::os::unix::process::parent_id;

pub fn prepare() {
    // SAFETY: no other thread runs yet.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_DFL);
    }
    if parent_id() == 1 {
        eprintln!("csvsum: running without a shell");
    }
}
