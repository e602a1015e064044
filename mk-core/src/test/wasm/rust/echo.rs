#![no_std]
mod mk;

mk::actor!(handle);

/// Answers every message with the next type and the same payload.
fn handle(message: mk::Message) -> mk::Next {
    message.reply(message.kind + 1, message.payload);
    mk::Next::Stay
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
