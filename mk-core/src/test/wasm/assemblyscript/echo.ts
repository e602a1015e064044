// The actor's imports are declared as they are used: docs/wasm/README.md has the table.
@external("env", "mk_send")
declare function mk_send(dest: i64, type: i32, payload: usize, size: i32): i32;

/** Answers every message with the next type and the same payload. */
export function handle_message(type: i32, source: i64, payload: usize, size: i32): i32 {
  // The payload is an object of the module's own heap. The node has pinned it, so that it outlives this.
  for (let i = 0; i < 100; i++) {
    new Uint8Array(size + 16).fill(0xff);
  }
  __collect();
  for (let i = 0; i < 100; i++) {
    new Uint8Array(size).fill(0xff);
  }
  mk_send(source, type + 1, payload, size);
  return 1;
}
