;; Exports something, but not handle_message.
(module
  (func (export "main") (result i32) (i32.const 0)))
