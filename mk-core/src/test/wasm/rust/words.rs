//! With std: strings, a map and the allocator that come with it.
use std::collections::BTreeMap;

mod mk;

mk::actor!(handle);

/// Answers with how often each word is in the payload, a line for each, in their order.
fn handle(message: mk::Message) -> mk::Next {
    let text = String::from_utf8_lossy(message.payload);
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
    }
    let lines: Vec<String> = counts.iter().map(|(word, count)| format!("{word} {count}")).collect();
    message.reply(message.kind + 1, lines.join("\n").as_bytes());
    mk::Next::Stay
}
