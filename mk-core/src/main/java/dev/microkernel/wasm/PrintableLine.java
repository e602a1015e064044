package dev.microkernel.wasm;

/** A guest's text as one line of a log. */
final class PrintableLine {

    private PrintableLine() {}

    /** The text with control characters, line ends among them, as U+FFFD. */
    static String of(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var line = new StringBuilder(text.length());
        text.codePoints()
                .map(character -> Character.isISOControl(character) && character != '\t' ? 0xFFFD : character)
                .forEach(line::appendCodePoint);
        return line.toString();
    }
}
