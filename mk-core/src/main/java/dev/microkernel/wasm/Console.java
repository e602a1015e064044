package dev.microkernel.wasm;

import java.util.function.Consumer;

/**
 * What a guest prints, until the message is handled or there is much of it: a guest prints by the character, and others print,
 * too. Characters that would move a terminal's cursor, or change its colours, are left out.
 */
final class Console {

    private static final int HELD_MAX = 4_096;

    private final Consumer<String> sink;
    private final StringBuilder held = new StringBuilder();

    Console(Consumer<String> sink) {
        this.sink = sink;
    }

    static void standard(String text) {
        System.out.print(text);
        System.out.flush();
    }

    void print(String text) {
        text.codePoints()
                .filter(character -> character == '\n' || character == '\t' || !Character.isISOControl(character))
                .forEach(held::appendCodePoint);
        if (held.length() >= HELD_MAX) {
            flush();
        }
    }

    void flush() {
        if (!held.isEmpty()) {
            var text = held.toString();
            held.setLength(0);
            sink.accept(text);
        }
    }
}
