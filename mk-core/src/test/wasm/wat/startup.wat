;; Answers with what ran before the first message, in its order: 1 the start section, 2 __wasm_call_ctors.
(module
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (global $ran (mut i32) (i32.const 0))
  (func $append (param i32)
    (global.set $ran (i32.add (i32.mul (global.get $ran) (i32.const 10)) (local.get 0))))
  (func $start (call $append (i32.const 1)))
  (start $start)
  (func (export "__wasm_call_ctors") (call $append (i32.const 2)))
  (func (export "handle_message") (param $type i32) (param $source i64) (param i32 i32) (result i32)
    (drop (call $send (local.get $source) (i32.add (local.get $type) (i32.const 1)) (global.get $ran)))
    (i32.const 1)))
