;; mk_send with an i32 for the receiver.
(module
  (import "env" "mk_send" (func (param i32 i32 i32 i32) (result i32)))
  (func (export "handle_message") (param i32 i64 i32 i32) (result i32) (i32.const 1)))
