;; Calls itself until the stack is full, and sends from every depth.
(module
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (func $descend (param $source i64) (param $depth i32) (result i32)
    (drop (call $send (local.get $source) (i32.const 1) (local.get $depth)))
    (i32.add (i32.const 1) (call $descend (local.get $source) (i32.add (local.get $depth) (i32.const 1)))))
  (func (export "handle_message") (param $type i32) (param $source i64) (param i32 i32) (result i32)
    (call $descend (local.get $source) (i32.const 0))))
