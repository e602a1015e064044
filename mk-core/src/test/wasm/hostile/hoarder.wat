;; Asks for a page more until there are no more, then fails over it, as a program does whose allocation fails.
(module
  (memory (export "memory") 1)
  (func (export "handle_message") (param i32 i64 i32 i32) (result i32)
    (loop $more (br_if $more (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
    (unreachable)))
