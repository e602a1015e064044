package dev.microkernel.log;

/** Text of a stranger as it may stand in a log: on one line, and looking like what it is. */
final class PrintableText {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private PrintableText() {}

    /**
     * The text with whatever ends a line, moves the cursor, changes the direction of writing or is no character written
     * as Java writes it in a literal: \n, \r, \t, and four hexadecimal digits behind \\u for all others. A backslash stays
     * as it is.
     */
    static String of(String text) {
        int first = firstToEscape(text);
        if (first == text.length()) {
            return text;
        }
        var printable = new StringBuilder(text.length() + 16).append(text, 0, first);
        text.codePoints().skip(text.codePointCount(0, first)).forEach(character -> {
            if (isPrintable(character)) {
                printable.appendCodePoint(character);
            } else {
                escape(printable, character);
            }
        });
        return printable.toString();
    }

    private static int firstToEscape(String text) {
        int index = 0;
        while (index < text.length()) {
            int character = text.codePointAt(index);
            if (!isPrintable(character)) {
                break;
            }
            index += Character.charCount(character);
        }
        return index;
    }

    /** The joiners are harmless, and Persian and Hindi cannot be spelt without them. */
    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            case Character.FORMAT -> character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }

    private static void escape(StringBuilder printable, int character) {
        switch (character) {
            case '\n' -> printable.append("\\n");
            case '\r' -> printable.append("\\r");
            case '\t' -> printable.append("\\t");
            default -> {
                for (char unit : Character.toChars(character)) {
                    printable.append("\\u%04x".formatted((int) unit));
                }
            }
        }
    }
}
