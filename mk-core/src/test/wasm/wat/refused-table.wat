;; Begins with a table of 100,000,000 functions.
(module
  (table 100_000_000 funcref)
  (func (export "handle_message") (param i32 i64 i32 i32) (result i32) (i32.const 1)))
