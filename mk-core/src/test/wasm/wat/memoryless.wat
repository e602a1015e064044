;; Counts empty messages; it has no memory at all.
(module
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (global $count (mut i32) (i32.const 0))
  (func (export "handle_message") (param $type i32) (param $source i64) (param i32 i32) (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (drop (call $send (local.get $source) (i32.add (local.get $type) (i32.const 1)) (global.get $count)))
    (i32.const 1)))
