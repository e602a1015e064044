;; Spins by each of the branches there are: 1 br_if, 2 br_table, 3 br, 4 a function that calls itself at its end.
(module
  (func $again (param i32) (result i32)
    (if (result i32) (i32.eqz (local.get 0)) (then (i32.const 1)) (else (call $again (i32.const 0)))))
  (func (export "handle_message") (param $type i32) (param i64 i32 i32) (result i32)
    (if (i32.eq (local.get $type) (i32.const 1)) (then (loop (br_if 0 (i32.const 1)))))
    (if (i32.eq (local.get $type) (i32.const 2)) (then (loop (br_table 0 0 (i32.const 1)))))
    (if (i32.eq (local.get $type) (i32.const 3)) (then (loop (br 0))))
    (if (i32.eq (local.get $type) (i32.const 4)) (then (loop (drop (call $again (i32.const 1))) (br 0))))
    (i32.const 1)))
