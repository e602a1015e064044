;; Answers with the size of its table; with a payload, grows it before by as much as that says.
(module
  (import "env" "mk_send_u32" (func $send (param i64 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table $table 10 funcref)
  (func (export "handle_message") (param $type i32) (param $source i64) (param $payload i32) (param $size i32)
    (result i32)
    (if (local.get $size)
      (then (drop (table.grow $table (ref.null func) (i32.load (local.get $payload))))))
    (drop (call $send (local.get $source) (local.get $type) (table.size $table)))
    (i32.const 1)))
