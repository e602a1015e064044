;; Traps in the way that the message's type says; type 0 is answered.
(module
  (import "env" "mk_send" (func $send (param i64 i32 i32 i32) (result i32)))
  (import "env" "mk_log" (func $log (param i32 i32 i32)))
  (type $nothing (func))
  (memory (export "memory") 1)
  (table 2 funcref)
  (elem (i32.const 0) $plain)
  (func $plain (param i64))
  (func (export "handle_message") (param $type i32) (param $source i64) (param $payload i32) (param $size i32)
    (result i32)
    (if (i32.eq (local.get $type) (i32.const 1)) (then (unreachable)))
    (if (i32.eq (local.get $type) (i32.const 2))
      (then (drop (i32.div_s (i32.const 1) (i32.sub (local.get $type) (i32.const 2))))))
    (if (i32.eq (local.get $type) (i32.const 3)) (then (drop (i32.load (i32.const -4)))))
    (if (i32.eq (local.get $type) (i32.const 4)) (then (i32.store (i32.const 0x7fffffff) (i32.const 1))))
    (if (i32.eq (local.get $type) (i32.const 5)) ;; a signature that the function does not have
      (then (call_indirect (type $nothing) (i32.const 0))))
    (if (i32.eq (local.get $type) (i32.const 6)) ;; no function
      (then (call_indirect (type $nothing) (i32.const 1))))
    (if (i32.eq (local.get $type) (i32.const 7)) ;; beyond the table
      (then (call_indirect (type $nothing) (i32.const 9))))
    (if (i32.eq (local.get $type) (i32.const 8))
      (then (drop (i32.trunc_f32_s (f32.const nan)))))
    (if (i32.eq (local.get $type) (i32.const 9)) ;; pointers that a host function must refuse
      (then (drop (call $send (local.get $source) (i32.const 1) (i32.const 65535) (i32.const 2)))))
    (if (i32.eq (local.get $type) (i32.const 10))
      (then (call $log (i32.const 1) (i32.const 1) (i32.const -1))))
    (if (i32.eq (local.get $type) (i32.const 11))
      (then (call $log (i32.const 1) (i32.const -2) (i32.const 4))))
    (drop (call $send (local.get $source) (i32.const 100) (i32.const 0) (i32.const 0)))
    (i32.const 1)))
