;; Opens what it is told to, 1 a stream of events, 2 a WebSocket, by the URL in the message, and answers with the id. What comes
;; of it, types 50 to 52, it passes on to whoever has told it. 3 sends a text to what was opened last, 4 bytes, 8 closes it. 5 sends
;; a request, the payload, and answers with the result, the status, the size and the body; 6 sends the payload to the UDP port of
;; localhost that its first two bytes are, and answers with the result.
(module
  (import "env" "mk_send" (func $send (param i64 i32 i32 i32) (result i32)))
  (import "env" "mk_sse_open" (func $sse (param i32 i32 i32) (result i64)))
  (import "env" "mk_ws_open" (func $ws (param i32 i32 i32) (result i64)))
  (import "env" "mk_http" (func $http (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "mk_udp_send" (func $udp (param i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "localhost")
  (global $peer (mut i64) (i64.const 0))
  (global $stream (mut i64) (i64.const 0))
  (func $answer (param $type i32) (param $size i32)
    (drop (call $send (global.get $peer) (local.get $type) (i32.const 100) (local.get $size))))
  (func (export "handle_message") (param $type i32) (param $source i64) (param $payload i32) (param $size i32)
    (result i32)
    (if (i32.ge_u (local.get $type) (i32.const 50))
      (then
        (drop (call $send (global.get $peer) (local.get $type) (local.get $payload) (local.get $size)))
        (return (i32.const 1))))
    (global.set $peer (local.get $source))
    (if (i32.eq (local.get $type) (i32.const 1))
      (then
        (global.set $stream (call $sse (local.get $payload) (local.get $size) (i32.const 50)))
        (i64.store (i32.const 100) (global.get $stream))
        (call $answer (i32.const 11) (i32.const 8))))
    (if (i32.eq (local.get $type) (i32.const 2))
      (then
        (global.set $stream (call $ws (local.get $payload) (local.get $size) (i32.const 50)))
        (i64.store (i32.const 100) (global.get $stream))
        (call $answer (i32.const 12) (i32.const 8))))
    (if (i32.eq (local.get $type) (i32.const 3))
      (then (drop (call $send (global.get $stream) (i32.const 1) (local.get $payload) (local.get $size)))))
    (if (i32.eq (local.get $type) (i32.const 4))
      (then (drop (call $send (global.get $stream) (i32.const 2) (local.get $payload) (local.get $size)))))
    (if (i32.eq (local.get $type) (i32.const 8))
      (then (drop (call $send (global.get $stream) (i32.const 8) (i32.const 0) (i32.const 0)))))
    (if (i32.eq (local.get $type) (i32.const 5))
      (then
        (i32.store (i32.const 100) (call $http
          (local.get $payload) (local.get $size) (i32.const 112) (i32.const 100) (i32.const 104) (i32.const 108)))
        (call $answer (i32.const 15) (i32.const 32))))
    (if (i32.eq (local.get $type) (i32.const 6))
      (then
        (i32.store (i32.const 100) (call $udp
          (i32.const 0) (i32.const 9) (i32.load16_u (local.get $payload))
          (i32.add (local.get $payload) (i32.const 2)) (i32.sub (local.get $size) (i32.const 2))))
        (call $answer (i32.const 16) (i32.const 4))))
    (i32.const 1)))
