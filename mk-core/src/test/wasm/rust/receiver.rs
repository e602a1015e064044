#![no_std]
mod mk;

mk::actor!(handle);

/// Type 1: answers with the sum of the numbers that follow, until there is none for 100 ms. Type 2: panics.
fn handle(message: mk::Message) -> mk::Next {
    match message.kind {
        1 => {
            let mut sum = 0;
            let mut buffer = [0; 4];
            loop {
                match mk::recv_timeout(&mut buffer, 100) {
                    Ok(Some(next)) => sum += next.message.u32().unwrap_or(0),
                    Ok(None) => break,
                    Err(mk::Refused) => return mk::Next::End,
                }
            }
            mk::send_u32(message.source, 10, sum);
        }
        2 => panic!("as asked"),
        _ => {}
    }
    mk::Next::Stay
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    mk::log(mk::Level::Error, "panic");
    core::arch::wasm32::unreachable()
}
