@external("env", "mk_send")
declare function mk_send(dest: i64, type: i32, payload: usize, size: i32): i32;

@external("env", "mk_log")
declare function mk_log(level: i32, text: usize, length: i32): void;

/** Answers with the payload's words in reverse; a number is logged, and a payload that is no UTF-8 ends in an error. */
export function handle_message(type: i32, source: i64, payload: usize, size: i32): i32 {
  const words = String.UTF8.decodeUnsafe(payload, size).split(" ");
  const counted = String.UTF8.encode(words.length.toString() + " words");
  mk_log(1, changetype<usize>(counted), counted.byteLength);
  const reply = String.UTF8.encode(words.reverse().join(" "));
  if (type == 9) {
    throw new Error("as asked"); // calls env.abort(message, file, line, column)
  }
  mk_send(source, type + 1, changetype<usize>(reply), reply.byteLength);
  return 1;
}
