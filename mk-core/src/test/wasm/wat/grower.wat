;; Grows its memory by as many pages as the payload says, and answers with what memory.grow has answered.
(module
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "handle_message") (param $type i32) (param $source i64) (param $payload i32) (param $size i32)
    (result i32)
    (drop (call $send (local.get $source) (i32.add (local.get $type) (i32.const 1))
      (memory.grow (i32.load (local.get $payload)))))
    (i32.const 1)))
