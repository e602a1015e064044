#![no_std]
mod mk;

mk::actor!(handle);

static COUNT: mk::Local<u32> = mk::Local::new(0);

/// Counts messages of type 1 and answers with the number of them; ends at type 3.
fn handle(message: mk::Message) -> mk::Next {
    match message.kind {
        1 => {
            COUNT.set(COUNT.get() + 1);
            mk::send_u32(message.source, 2, COUNT.get());
            mk::Next::Stay
        }
        3 => mk::Next::End,
        _ => {
            mk::log(mk::Level::Warn, "no such message");
            mk::Next::Stay
        }
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
