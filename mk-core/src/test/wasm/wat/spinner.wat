;; Type 1: never returns. Others: answers, to show that it lives.
(module
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (func (export "handle_message") (param $type i32) (param $source i64) (param i32 i32) (result i32)
    (if (i32.eq (local.get $type) (i32.const 1))
      (then (loop $forever (br $forever))))
    (drop (call $send (local.get $source) (i32.add (local.get $type) (i32.const 1)) (i32.const 0)))
    (i32.const 1)))
