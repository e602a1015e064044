;; Begins with 4 GiB.
(module
  (memory (export "memory") 65536)
  (func (export "handle_message") (param i32 i64 i32 i32) (result i32) (i32.const 1)))
