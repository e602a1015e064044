package dev.microkernel.sample.wasm;

import dev.microkernel.codec.WireMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Messages as they are written on the command line, and printed: {@code 1:hello}, {@code 1:0x68656c6c6f} or, without a
 * payload, {@code 1}. What is printed can be sent again.
 */
final class MessageText {

    private static final String HEX = "0x";

    private MessageText() {}

    static WireMessage parse(String text) {
        int colon = text.indexOf(':');
        var type = colon < 0 ? text : text.substring(0, colon);
        return new WireMessage(
                parseType(type, text), colon < 0 ? new byte[0] : parsePayload(text.substring(colon + 1)));
    }

    private static int parseType(String type, String text) {
        try {
            return type.startsWith(HEX)
                    ? Integer.parseUnsignedInt(type, HEX.length(), type.length(), 16)
                    : Integer.parseUnsignedInt(type);
        } catch (NumberFormatException none) {
            throw new UsageException(
                    "a message is TYPE:TEXT, TYPE:0xHEX or TYPE, and a type a number from 0 to 4294967295,"
                            + " message=" + text);
        }
    }

    private static byte[] parsePayload(String payload) {
        if (!payload.startsWith(HEX)) {
            return payload.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return HexFormat.of().parseHex(payload.substring(HEX.length()));
        } catch (IllegalArgumentException none) {
            throw new UsageException(
                    "a payload that begins with 0x is bytes of two hexadecimal digits each, payload=" + payload);
        }
    }

    static String of(WireMessage message) {
        var type = Integer.toUnsignedString(message.type());
        return message.payload().length == 0 ? type : type + ":" + payload(message.payload());
    }

    private static String payload(byte[] payload) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
            if (!text.startsWith(HEX) && text.codePoints().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException bytes) {
            // shown as such
        }
        return HEX + HexFormat.of().formatHex(payload);
    }
}
