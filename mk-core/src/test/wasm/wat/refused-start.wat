;; Traps before there is an actor.
(module
  (func $start (unreachable))
  (start $start)
  (func (export "handle_message") (param i32 i64 i32 i32) (result i32) (i32.const 1)))
