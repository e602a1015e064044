package dev.microkernel.wasm;

import dev.microkernel.wasm.engine.GuestMemory;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * C's formatted output, with arguments where clang puts them for wasm32: one behind the other at an address, those of eight
 * bytes at multiples of eight. {@code long} has four bytes. {@code %n} writes nothing. What is produced is bounded; beyond
 * the bound it is only counted.
 */
final class Printf {

    /** How much is produced, in bytes. */
    static final int OUTPUT_MAX = 64 << 10;

    private static final int PRECISION_MAX = 400;
    private static final int SIGNIFICANT_DEFAULT = 6;

    /** What was formatted: its beginning, and its full length. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Formatted(byte[] bytes, int length) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private final GuestMemory memory;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long length;
    private int format;
    private int arguments;

    // The conversion at hand.
    private boolean left;
    private boolean plus;
    private boolean space;
    private boolean zero;
    private boolean alternate;
    private int width;
    private int precision;
    private int argumentBytes;

    private Printf(GuestMemory memory, int format, int arguments) {
        this.memory = memory;
        this.format = format;
        this.arguments = arguments;
    }

    /** Formats by a text that ends with a zero. Traps where an argument, or the text, is not in the memory. */
    static Formatted format(GuestMemory memory, int format, int arguments) {
        var printf = new Printf(memory, format, arguments);
        printf.run();
        return new Formatted(printf.out.toByteArray(), (int) Math.min(printf.length, Integer.MAX_VALUE));
    }

    private void run() {
        for (int c = next(); c != 0; c = next()) {
            if (c == '%') {
                convert();
            } else {
                put(c);
            }
        }
    }

    private int next() {
        return memory.readByte(format++);
    }

    private int peek() {
        return memory.readByte(format);
    }

    private void put(int c) {
        if (length++ < OUTPUT_MAX) {
            out.write(c);
        }
    }

    private void pad(int c, long count) {
        long shown = Math.min(count, Math.max(0, OUTPUT_MAX - length));
        for (long i = 0; i < shown; i++) {
            out.write(c);
        }
        length += Math.max(0, count);
    }

    private void convert() {
        readFlags();
        width = readNumber();
        if (width < 0) {
            left = true;
            width = width == Integer.MIN_VALUE ? Integer.MAX_VALUE : -width;
        }
        precision = -1;
        if (peek() == '.') {
            format++;
            precision = Math.max(readNumber(), -1);
        }
        readLength();
        int conversion = next();
        switch (conversion) {
            case 'd', 'i' -> signed();
            case 'u' -> unsigned(10, "", false);
            case 'o' -> unsigned(8, alternate ? "0" : "", false);
            case 'x' -> unsigned(16, alternate ? "0x" : "", false);
            case 'X' -> unsigned(16, alternate ? "0X" : "", true);
            case 'p' -> pointer();
            case 'c' -> field(new byte[] {(byte) word()});
            case 's' -> text();
            case 'f', 'F', 'e', 'E', 'g', 'G' -> fraction(conversion);
            case 'n' -> word();
            case '%' -> put('%');
            case 0 -> format--; // the text ends here
            default -> {
                put('%');
                put(conversion);
            }
        }
    }

    private void readFlags() {
        left = false;
        plus = false;
        space = false;
        zero = false;
        alternate = false;
        while (true) {
            switch (peek()) {
                case '-' -> left = true;
                case '+' -> plus = true;
                case ' ' -> space = true;
                case '0' -> zero = true;
                case '#' -> alternate = true;
                default -> {
                    return;
                }
            }
            format++;
        }
    }

    private int readNumber() {
        if (peek() == '*') {
            format++;
            return word();
        }
        long number = 0;
        while (peek() >= '0' && peek() <= '9') {
            number = Math.min(number * 10 + next() - '0', Integer.MAX_VALUE);
        }
        return (int) number;
    }

    private void readLength() {
        argumentBytes = Integer.BYTES;
        while (true) {
            switch (peek()) {
                case 'h' -> argumentBytes = argumentBytes == Integer.BYTES ? Short.BYTES : Byte.BYTES;
                case 'l' -> {
                    if (memory.readByte(format - 1) == 'l') {
                        argumentBytes = Long.BYTES;
                    }
                }
                case 'j', 'q' -> argumentBytes = Long.BYTES;
                case 'z', 't', 'L' -> {}
                default -> {
                    return;
                }
            }
            format++;
        }
    }

    private int word() {
        int value = memory.readInt(arguments);
        arguments += Integer.BYTES;
        return value;
    }

    private long doubleWord() {
        arguments = (arguments + Long.BYTES - 1) & -Long.BYTES;
        long value = memory.readLong(arguments);
        arguments += Long.BYTES;
        return value;
    }

    private long integer() {
        return switch (argumentBytes) {
            case Byte.BYTES -> (byte) word();
            case Short.BYTES -> (short) word();
            case Integer.BYTES -> word();
            default -> doubleWord();
        };
    }

    private void signed() {
        long value = integer();
        var digits = value < 0 ? Long.toString(value).substring(1) : Long.toString(value);
        number(value < 0 ? "-" : sign(), value == 0 && precision == 0 ? "" : digits);
    }

    private String sign() {
        if (plus) {
            return "+";
        }
        return space ? " " : "";
    }

    private void unsigned(int radix, String prefix, boolean upper) {
        long value = integer();
        if (argumentBytes < Long.BYTES) {
            value &= -1L >>> (Long.SIZE - argumentBytes * Byte.SIZE);
        }
        var digits = Long.toUnsignedString(value, radix);
        number(value == 0 ? "" : prefix, value == 0 && precision == 0 ? "" : upper ? upper(digits) : digits);
    }

    private static String upper(String digits) {
        return digits.toUpperCase(java.util.Locale.ROOT);
    }

    private void pointer() {
        number("0x", Integer.toHexString(word()));
    }

    /** A whole number: the precision is the least number of digits, and takes the place of leading zeros by width. */
    private void number(String prefix, String digits) {
        long zeros = Math.max(0, (long) precision - digits.length());
        long fill = width - prefix.length() - zeros - digits.length();
        if (zero && !left && precision < 0) {
            zeros = Math.max(zeros, fill);
            fill = 0;
        }
        aligned(prefix, zeros, digits.getBytes(StandardCharsets.US_ASCII), fill);
    }

    private void aligned(String prefix, long zeros, byte[] body, long fill) {
        if (!left) {
            pad(' ', fill);
        }
        prefix.chars().forEach(this::put);
        pad('0', zeros);
        for (byte each : body) {
            put(each);
        }
        if (left) {
            pad(' ', fill);
        }
    }

    private void field(byte[] body) {
        aligned("", 0, body, (long) width - body.length);
    }

    private void text() {
        int address = word();
        if (address == 0) {
            field("(null)".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int bytes = 0;
        while ((precision < 0 || bytes < precision) && memory.readByte(address + bytes) != 0) {
            bytes++;
        }
        if (bytes > OUTPUT_MAX) { // no need to copy what is only counted
            pad(' ', left ? 0 : (long) width - bytes);
            for (byte each : memory.read(address, OUTPUT_MAX)) {
                put(each);
            }
            length += bytes - OUTPUT_MAX;
            pad(' ', left ? (long) width - bytes : 0);
            return;
        }
        field(memory.read(address, bytes));
    }

    private void fraction(int conversion) {
        double value = Double.longBitsToDouble(doubleWord());
        boolean upper = Character.isUpperCase(conversion);
        boolean negative = Double.doubleToRawLongBits(value) < 0 && !Double.isNaN(value);
        var prefix = negative ? "-" : sign();
        double size = Math.abs(value);
        if (!Double.isFinite(size)) {
            var word = Double.isNaN(size) ? "nan" : "inf";
            var text = prefix + (upper ? upper(word) : word);
            field(text.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int digits = Math.min(precision < 0 ? SIGNIFICANT_DEFAULT : precision, PRECISION_MAX);
        var exact = new BigDecimal(size);
        var body = switch (Character.toLowerCase(conversion)) {
            case 'f' -> fixed(exact, digits);
            case 'e' -> scientific(exact, digits);
            default -> shortest(exact, Math.max(digits, 1));
        };
        var text = upper ? upper(body) : body;
        long fill = (long) width - prefix.length() - text.length();
        boolean byZeros = zero && !left;
        aligned(prefix, byZeros ? Math.max(0, fill) : 0, text.getBytes(StandardCharsets.US_ASCII), byZeros ? 0 : fill);
    }

    private String fixed(BigDecimal value, int digits) {
        var text = value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        return digits == 0 && alternate ? text + "." : text;
    }

    private String scientific(BigDecimal value, int digits) {
        var rounded = value.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = exponentOf(rounded);
        var mantissa = rounded.scaleByPowerOfTen(-exponent).setScale(digits, RoundingMode.HALF_EVEN);
        return mantissa.toPlainString() + (digits == 0 && alternate ? "." : "") + "e" + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    private static int exponentOf(BigDecimal value) {
        return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
    }

    private String shortest(BigDecimal value, int digits) {
        int exponent = exponentOf(value.round(new MathContext(digits, RoundingMode.HALF_EVEN)));
        boolean scientific = exponent < -4 || exponent >= digits;
        var text = scientific ? scientific(value, digits - 1) : fixed(value, digits - 1 - exponent);
        if (alternate || !text.contains(".")) {
            return text;
        }
        int end = text.indexOf('e') < 0 ? text.length() : text.indexOf('e');
        int last = end;
        while (text.charAt(last - 1) == '0') {
            last--;
        }
        if (text.charAt(last - 1) == '.') {
            last--;
        }
        return text.substring(0, last) + text.substring(end);
    }
}
