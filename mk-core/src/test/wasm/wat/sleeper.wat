;; Sleeps as many milliseconds as the message's type says, and answers with what came of it. It has no memory, so that what a
;; sleeping fiber takes can be told from what its instance takes.
(module
  (import "env" "mk_sleep_ms" (func $sleep (param i32) (result i32)))
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (func (export "handle_message") (param $type i32) (param $source i64) (param i32 i32) (result i32)
    (drop (call $send (local.get $source) (local.get $type) (call $sleep (local.get $type))))
    (i32.const 1)))
