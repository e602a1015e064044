#![no_std]
mod mk;

mk::actor!(handle);

/// Calls the import of the number that is the message's type, and answers with its result as an i64.
fn handle(message: mk::Message) -> mk::Next {
    let mut buffer = [0; 64];
    let mut ids = [mk::Id::NOBODY; 4];
    let result: i64 = match message.kind {
        1 => message.reply(1, message.payload) as i64,
        2 => mk::send_u32(message.source, 2, 7) as i64,
        3 => (mk::self_id() != mk::Id::NOBODY) as i64,
        4 => {
            mk::log(mk::Level::Debug, "nowhere");
            0
        }
        5 => code(mk::sleep_ms(1)),
        6 => code(recv(&mut buffer)),
        7 => code(mk::recv(&mut buffer)),
        8 => match mk::recv_timeout(&mut buffer, 1) {
            Ok(None) => -2,
            other => code(other),
        },
        9 => {
            mk::print("nowhere");
            0
        }
        10 => mk::spawn_wasm(message.payload, 8).map_or(0, |id| id.0),
        11 => code(mk::stop(mk::Id(1))),
        12 if message.payload.is_empty() => code(mk::list_actors(&mut ids)),
        12 => code(mk::list_actors(&mut [])),
        13 => code(mk::register("nowhere")),
        14 => mk::lookup("nowhere").map_or(0, |id| id.0),
        15 => mk::reverse_lookup(mk::self_id(), &mut buffer).len() as i64,
        16 => code(mk::read_file("nowhere", &mut buffer)),
        17 => code(mk::http_get("nowhere", &mut buffer)),
        18 => mk::node_name(&mut buffer).len() as i64,
        19 => code(mk::ns_list("nowhere", &mut buffer)),
        20 => (mk::time_ms() > 0) as i64,
        21 => code(mk::save_state(b"nowhere", &[0])),
        22 => mk::load_state(b"nowhere", &mut buffer).map_or(-1, |data| data.len() as i64),
        _ => return mk::Next::End,
    };
    message.reply(100 + message.kind, &result.to_le_bytes());
    mk::Next::Stay
}

fn code<T>(result: Result<T, mk::Refused>) -> i64 {
    if result.is_ok() { 0 } else { -1 }
}

/// As a module does that has no use for the sender.
fn recv(buffer: &mut [u8]) -> Result<(), mk::Refused> {
    let (mut kind, mut size) = (0, 0);
    let capacity = buffer.len() as i32;
    match unsafe { mk::raw::mk_recv(&mut kind, buffer.as_mut_ptr(), capacity, &mut size) } {
        0 => Ok(()),
        _ => Err(mk::Refused),
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
