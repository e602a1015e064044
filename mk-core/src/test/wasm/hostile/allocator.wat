;; An allocator that does as the size of the payload says; answers what it is handed.
(module
  (import "env" "mk_send" (func $send (param i64 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "malloc") (param $size i32) (result i32)
    (if (i32.eq (local.get $size) (i32.const 1)) (then (return (i32.const 0xfffffff0)))) ;; beyond everything
    (if (i32.eq (local.get $size) (i32.const 2)) (then (return (i32.const 0)))) ;; full
    (if (i32.eq (local.get $size) (i32.const 3)) (then (loop $forever (br $forever))))
    (if (i32.eq (local.get $size) (i32.const 4)) (then (unreachable)))
    (if (i32.eq (local.get $size) (i32.const 5)) (then (return (i32.const 65534)))) ;; begins inside
    (if (i32.eq (local.get $size) (i32.const 6)) (then (return (i32.const 0x80000000))))
    (i32.const 1024))
  (func (export "free") (param $address i32)
    (if (i32.eq (i32.load8_u (local.get $address)) (i32.const 0xff)) (then (unreachable))))
  (func (export "handle_message") (param $type i32) (param $source i64) (param $payload i32) (param $size i32)
    (result i32)
    (drop (call $send (local.get $source) (local.get $type) (local.get $payload) (local.get $size)))
    (i32.const 1)))
