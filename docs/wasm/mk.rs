//! Actors in Rust for the Microkernel runtime, as WebAssembly modules.
//!
//! ```text
//! rustc --edition 2021 --target wasm32-unknown-unknown --crate-type cdylib -O -C panic=abort echo.rs
//! ```
//!
//! Put this file beside yours, say `mod mk;`, and give it the function that handles a message:
//!
//! ```text
//! mk::actor!(handle);
//! fn handle(message: mk::Message) -> mk::Next { ...; mk::Next::Stay }
//! ```
//!
//! It needs no crate and no `std`. Calls that a node has not granted return their error and do nothing. One instance
//! handles one message at a time; [`Local`] keeps what is to last from one to the next. Apache-2.0.

#![allow(dead_code)]

use core::cell::UnsafeCell;

/// The imports as they are.
pub mod raw {
    #[link(wasm_import_module = "env")]
    extern "C" {
        pub fn mk_send(dest: i64, kind: i32, payload: *const u8, size: i32) -> i32;
        pub fn mk_send_u32(dest: i64, kind: i32, value: u32) -> i32;
        pub fn mk_self() -> i64;
        pub fn mk_log(level: i32, text: *const u8, length: i32);
        pub fn mk_sleep_ms(ms: i32) -> i32;
        pub fn mk_recv(kind: *mut i32, buffer: *mut u8, capacity: i32, size: *mut i32) -> i32;
        pub fn mk_recv_full(kind: *mut i32, buffer: *mut u8, capacity: i32, size: *mut i32, source: *mut i64) -> i32;
        pub fn mk_recv_timeout(
            kind: *mut i32,
            buffer: *mut u8,
            capacity: i32,
            size: *mut i32,
            source: *mut i64,
            ms: i32,
        ) -> i32;
        pub fn mk_print(text: *const u8, length: i32);
        pub fn mk_spawn_wasm(module: *const u8, size: i32, mailbox: i32) -> i64;
        pub fn mk_stop(id: i64) -> i32;
        pub fn mk_list_actors(ids: *mut i64, max: i32, count: *mut i32) -> i32;
        pub fn mk_register(name: *const u8, length: i32) -> i32;
        pub fn mk_lookup(name: *const u8, length: i32) -> i64;
        pub fn mk_reverse_lookup(id: i64, buffer: *mut u8, capacity: i32) -> i32;
        pub fn mk_read_file(path: *const u8, length: i32, buffer: *mut u8, capacity: i32, size: *mut i32) -> i32;
        pub fn mk_http_get(
            url: *const u8,
            length: i32,
            buffer: *mut u8,
            capacity: i32,
            status: *mut i32,
            size: *mut i32,
        ) -> i32;
        pub fn mk_http(
            request: *const u8,
            length: i32,
            buffer: *mut u8,
            capacity: i32,
            status: *mut i32,
            size: *mut i32,
        ) -> i32;
        pub fn mk_sse_open(url: *const u8, length: i32, kind: i32) -> i64;
        pub fn mk_ws_open(url: *const u8, length: i32, kind: i32) -> i64;
        pub fn mk_udp_send(host: *const u8, length: i32, port: i32, data: *const u8, size: i32) -> i32;
        pub fn mk_node_name(buffer: *mut u8, capacity: i32) -> i32;
        pub fn mk_ns_list(prefix: *const u8, length: i32, buffer: *mut u8, capacity: i32, size: *mut i32) -> i32;
        pub fn mk_time_ms() -> i64;
        pub fn mk_save_state(key: *const u8, length: i32, data: *const u8, size: i32) -> i32;
        pub fn mk_load_state(key: *const u8, length: i32, buffer: *mut u8, capacity: i32) -> i32;
    }
}

/// An actor of any node.
#[repr(transparent)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Id(pub i64);

impl Id {
    /// Whom messages come from that nobody is to answer.
    pub const NOBODY: Id = Id(0);

    fn or_none(id: i64) -> Option<Id> {
        if id == 0 { None } else { Some(Id(id)) }
    }
}

/// A message; its payload is valid while it is handled.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    pub kind: i32,
    pub source: Id,
    pub payload: &'a [u8],
}

impl Message<'_> {
    /// Answers the sender. False if it was refused.
    pub fn reply(&self, kind: i32, payload: &[u8]) -> bool {
        send(self.source, kind, payload)
    }

    /// The payload as a little-endian number, if it is four bytes.
    pub fn u32(&self) -> Option<u32> {
        match self.payload {
            [a, b, c, d] => Some(u32::from_le_bytes([*a, *b, *c, *d])),
            _ => None,
        }
    }
}

/// Whether the actor goes on after a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Stay,
    /// The actor ends, with reason normal.
    End,
}

/// Makes a function what handles messages: `fn(mk::Message) -> mk::Next`.
#[macro_export]
macro_rules! mk_actor {
    ($handler:path) => {
        #[no_mangle]
        pub extern "C" fn handle_message(kind: i32, source: i64, payload: *const u8, size: i32) -> i32 {
            // The node says where it has put the payload, and nobody else writes to it.
            let payload = unsafe { $crate::mk::payload(payload, size) };
            let message = $crate::mk::Message { kind, source: $crate::mk::Id(source), payload };
            ($handler(message) == $crate::mk::Next::Stay) as i32
        }
    };
}
pub use mk_actor as actor;

/// The bytes that the node has handed over.
///
/// # Safety
/// They must be there, and nobody may write to them while the slice lives.
pub unsafe fn payload<'a>(payload: *const u8, size: i32) -> &'a [u8] {
    if size == 0 {
        &[]
    } else {
        core::slice::from_raw_parts(payload, size as usize)
    }
}

/// What lasts from one message to the next: `static COUNT: mk::Local<u32> = mk::Local::new(0);`
pub struct Local<T>(UnsafeCell<T>);

// A module has one thread.
unsafe impl<T> Sync for Local<T> {}

impl<T: Copy> Local<T> {
    pub const fn new(value: T) -> Self {
        Local(UnsafeCell::new(value))
    }

    pub fn get(&self) -> T {
        unsafe { *self.0.get() }
    }

    pub fn set(&self, value: T) {
        unsafe { *self.0.get() = value }
    }
}

/// A call that did nothing: it is not granted, or what it says otherwise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refused;

fn checked(result: i32) -> Result<(), Refused> {
    if result == 0 { Ok(()) } else { Err(Refused) }
}

/// The actor's own id.
pub fn self_id() -> Id {
    Id(unsafe { raw::mk_self() })
}

/// Sends a message, which is copied. False if it was refused.
pub fn send(dest: Id, kind: i32, payload: &[u8]) -> bool {
    unsafe { raw::mk_send(dest.0, kind, payload.as_ptr(), payload.len() as i32) == 1 }
}

/// Sends a message with four bytes, a number in little-endian order. False if it was refused.
pub fn send_u32(dest: Id, kind: i32, value: u32) -> bool {
    unsafe { raw::mk_send_u32(dest.0, kind, value) == 1 }
}

/// Waits, for so long and no shorter, while all other actors run on. Refused in an actor without a fiber.
pub fn sleep_ms(ms: i32) -> Result<(), Refused> {
    checked(unsafe { raw::mk_sleep_ms(ms) })
}

/// A message that was waited for, in the buffer that it was given.
pub struct Received<'a> {
    pub message: Message<'a>,
    /// How long the payload was before it was cut to the buffer.
    pub full_size: usize,
}

fn received<'a>(kind: i32, source: i64, buffer: &'a [u8], size: i32) -> Received<'a> {
    let full_size = size as usize;
    let payload = &buffer[..full_size.min(buffer.len())];
    Received { message: Message { kind, source: Id(source), payload }, full_size }
}

/// Waits for the next message. Refused in an actor without a fiber.
pub fn recv(buffer: &mut [u8]) -> Result<Received<'_>, Refused> {
    let (mut kind, mut size, mut source) = (0, 0, 0);
    let capacity = buffer.len() as i32;
    checked(unsafe { raw::mk_recv_full(&mut kind, buffer.as_mut_ptr(), capacity, &mut size, &mut source) })?;
    Ok(received(kind, source, buffer, size))
}

/// Waits for the next message, so long at most: None then. Refused in an actor without a fiber.
pub fn recv_timeout(buffer: &mut [u8], ms: i32) -> Result<Option<Received<'_>>, Refused> {
    let (mut kind, mut size, mut source) = (0, 0, 0);
    let capacity = buffer.len() as i32;
    match unsafe { raw::mk_recv_timeout(&mut kind, buffer.as_mut_ptr(), capacity, &mut size, &mut source, ms) } {
        0 => Ok(Some(received(kind, source, buffer, size))),
        -2 => Ok(None),
        _ => Err(Refused),
    }
}

/// An answer by HTTP.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HttpAnswer {
    pub status: i32,
    /// How long the body is; the buffer has its beginning.
    pub full_size: usize,
}

/// Fetches a resource by HTTP, while all other actors run on. Refused without a fiber, and if there was no answer.
pub fn http_get(url: &str, buffer: &mut [u8]) -> Result<HttpAnswer, Refused> {
    let (mut status, mut size) = (0, 0);
    let (body, capacity) = (buffer.as_mut_ptr(), buffer.len() as i32);
    checked(unsafe { raw::mk_http_get(url.as_ptr(), url.len() as i32, body, capacity, &mut status, &mut size) })?;
    Ok(HttpAnswer { status, full_size: size as usize })
}

/// How much a line of the log matters.
#[derive(Clone, Copy)]
pub enum Level {
    Debug = 0,
    Info = 1,
    Warn = 2,
    Error = 3,
}

/// Writes a line to the node's log.
pub fn log(level: Level, text: &str) {
    unsafe { raw::mk_log(level as i32, text.as_ptr(), text.len() as i32) }
}

/// Writes to the node's console.
pub fn print(text: &str) {
    unsafe { raw::mk_print(text.as_ptr(), text.len() as i32) }
}

/// Starts an actor from a module's bytes, with a mailbox for so many messages.
pub fn spawn_wasm(module: &[u8], mailbox: i32) -> Option<Id> {
    Id::or_none(unsafe { raw::mk_spawn_wasm(module.as_ptr(), module.len() as i32, mailbox) })
}

/// Stops an actor.
pub fn stop(id: Id) -> Result<(), Refused> {
    checked(unsafe { raw::mk_stop(id.0) })
}

/// Lists actors of this node, as many as there is room for; says how many those are.
pub fn list_actors(ids: &mut [Id]) -> Result<usize, Refused> {
    let mut count = 0;
    // An Id is an i64 and nothing else.
    checked(unsafe { raw::mk_list_actors(ids.as_mut_ptr() as *mut i64, ids.len() as i32, &mut count) })?;
    Ok(count as usize)
}

/// Registers this actor by a name.
pub fn register(name: &str) -> Result<(), Refused> {
    checked(unsafe { raw::mk_register(name.as_ptr(), name.len() as i32) })
}

/// The actor of a name, here or on a node that is mounted.
pub fn lookup(name: &str) -> Option<Id> {
    Id::or_none(unsafe { raw::mk_lookup(name.as_ptr(), name.len() as i32) })
}

/// A name of an actor, cut to the buffer; empty if it has none.
pub fn reverse_lookup(id: Id, buffer: &mut [u8]) -> &[u8] {
    let length = unsafe { raw::mk_reverse_lookup(id.0, buffer.as_mut_ptr(), buffer.len() as i32) };
    &buffer[..(length as usize).min(buffer.len())]
}

/// Lists paths that begin with a prefix, a line `path=id` for each; says how long all of it is.
pub fn ns_list(prefix: &str, buffer: &mut [u8]) -> Result<usize, Refused> {
    let mut size = 0;
    let (out, capacity) = (buffer.as_mut_ptr(), buffer.len() as i32);
    checked(unsafe { raw::mk_ns_list(prefix.as_ptr(), prefix.len() as i32, out, capacity, &mut size) })?;
    Ok(size as usize)
}

/// Reads a file of a granted folder; says how long it is.
pub fn read_file(path: &str, buffer: &mut [u8]) -> Result<usize, Refused> {
    let mut size = 0;
    let (out, capacity) = (buffer.as_mut_ptr(), buffer.len() as i32);
    checked(unsafe { raw::mk_read_file(path.as_ptr(), path.len() as i32, out, capacity, &mut size) })?;
    Ok(size as usize)
}

/// The node's name, cut to the buffer.
pub fn node_name(buffer: &mut [u8]) -> &[u8] {
    let length = unsafe { raw::mk_node_name(buffer.as_mut_ptr(), buffer.len() as i32) };
    &buffer[..(length as usize).min(buffer.len())]
}

/// Milliseconds since 1970-01-01 UTC, by the node's clock, which may be set.
pub fn time_ms() -> i64 {
    unsafe { raw::mk_time_ms() }
}

/// Saves a value by any key; it is on the disk then. When it is refused the value before is kept.
pub fn save_state(key: &[u8], data: &[u8]) -> Result<(), Refused> {
    checked(unsafe { raw::mk_save_state(key.as_ptr(), key.len() as i32, data.as_ptr(), data.len() as i32) })
}

/// Loads a value, cut to the buffer. None if there is none, or state is not granted.
pub fn load_state<'a>(key: &[u8], buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    let capacity = buffer.len() as i32;
    let read = unsafe { raw::mk_load_state(key.as_ptr(), key.len() as i32, buffer.as_mut_ptr(), capacity) };
    if read < 0 { None } else { Some(&buffer[..read as usize]) }
}
