//! What differs per platform.

#[cfg(unix)]
mod unix;

#[cfg(unix)]
pub use self::unix::prepare;

#[cfg(not(unix))]
pub fn prepare() {}

#[cfg(any(unix, windows))]
pub const NAME: &str = "a desktop";

#[cfg(not(any(unix, windows)))]
pub const NAME: &str = if cfg!(target_os = "wasi") { "WASI" } else { "something else" };

#[cfg(all(target_os = "wasi", windows))]
compile_error!("there is no such platform");
