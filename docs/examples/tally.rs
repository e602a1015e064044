//! Adds readings up. A reading, type 1, is an f32; the answer, type 2, an i32 and an f64, little-endian, one behind the other.
#![no_std]

mod mk;

mk::actor!(handle);

static COUNT: mk::Local<i32> = mk::Local::new(0);
static TOTAL: mk::Local<f64> = mk::Local::new(0.0);

fn handle(message: mk::Message) -> mk::Next {
    let bytes = match <[u8; 4]>::try_from(message.payload) {
        Ok(bytes) => bytes,
        Err(_) => {
            mk::log(mk::Level::Warn, "a reading has four bytes");
            return mk::Next::Stay;
        }
    };
    COUNT.set(COUNT.get() + 1);
    TOTAL.set(TOTAL.get() + f64::from(f32::from_le_bytes(bytes)));

    let mut sum = [0; 12];
    sum[..4].copy_from_slice(&COUNT.get().to_le_bytes());
    sum[4..].copy_from_slice(&TOTAL.get().to_le_bytes());
    message.reply(2, &sum);
    mk::Next::Stay
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
