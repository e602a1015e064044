;; Never gets beyond its start section.
(module
  (func $start (loop $forever (br $forever)))
  (start $start)
  (func (export "handle_message") (param i32 i64 i32 i32) (result i32) (i32.const 1)))
