package dev.microkernel.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes modules with one function, {@code handle_message}, by its instructions. */
final class TinyModule {

    static final int SOURCE = 1;

    private static final byte I32 = 0x7F;

    private record Wanted(String name, String signature) {}

    private final List<Wanted> imports = new ArrayList<>();
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private byte[] data = new byte[0];
    private int pages = 1;

    /** With an import, which {@link #call} then names. */
    TinyModule importing(String name, String signature) {
        imports.add(new Wanted(name, signature));
        return this;
    }

    /** With so many pages of memory, 1 otherwise. */
    TinyModule pages(int count) {
        pages = count;
        return this;
    }

    /** With these bytes in its memory at 0. */
    TinyModule data(byte... bytes) {
        data = bytes;
        return this;
    }

    TinyModule raw(int... bytes) {
        for (int each : bytes) {
            code.write(each);
        }
        return this;
    }

    TinyModule i32(int value) {
        code.write(0x41);
        signed(code, value);
        return this;
    }

    TinyModule i64(long value) {
        code.write(0x42);
        signed(code, value);
        return this;
    }

    /** One of the parameters: type, source, payload and size. */
    TinyModule parameter(int index) {
        return raw(0x20, index);
    }

    TinyModule call(String name) {
        for (int i = 0; i < imports.size(); i++) {
            if (imports.get(i).name().equals(name)) {
                code.write(0x10);
                unsigned(code, i);
                return this;
            }
        }
        throw new IllegalArgumentException("not imported: " + name);
    }

    TinyModule drop() {
        return raw(0x1A);
    }

    /** Keeps what was called last, an i32 or i64, in memory, at an address that the test chooses. */
    TinyModule storeAt(int address, boolean isLong) {
        // The value is on the stack already, so it goes through the local behind the parameters.
        return raw(0x21, isLong ? 5 : 4).i32(address).raw(0x20, isLong ? 5 : 4).raw(isLong ? 0x37 : 0x36, 0, 0);
    }

    /** Answers the sender with what is in memory. */
    TinyModule answer(int type, int address, int length) {
        return parameter(SOURCE)
                .i32(type)
                .i32(address)
                .i32(length)
                .call("mk_send")
                .drop();
    }

    /** The module; its handler goes on afterwards. */
    byte[] build() {
        var module = new ByteArrayOutputStream();
        module.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        var types = new ByteArrayOutputStream();
        unsigned(types, imports.size() + 1);
        for (var wanted : imports) {
            type(types, wanted.signature());
        }
        type(types, "i32 i64 i32 i32 -> i32");
        section(module, 1, types);
        var wantedSection = new ByteArrayOutputStream();
        unsigned(wantedSection, imports.size());
        for (int i = 0; i < imports.size(); i++) {
            name(wantedSection, "env");
            name(wantedSection, imports.get(i).name());
            wantedSection.write(0);
            unsigned(wantedSection, i);
        }
        section(module, 2, wantedSection);
        section(module, 3, bytes(1, imports.size()));
        section(module, 5, bytes(1, 0, pages));
        var exports = new ByteArrayOutputStream();
        unsigned(exports, 2);
        name(exports, "memory");
        exports.write(2);
        unsigned(exports, 0);
        name(exports, "handle_message");
        exports.write(0);
        unsigned(exports, imports.size());
        section(module, 7, exports);
        var body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {2, 1, I32, 1, 0x7E}); // locals: an i32, an i64
        body.writeBytes(code.toByteArray());
        body.writeBytes(new byte[] {0x41, 1, 0x0B}); // go on
        var codes = new ByteArrayOutputStream();
        unsigned(codes, 1);
        unsigned(codes, body.size());
        codes.writeBytes(body.toByteArray());
        section(module, 10, codes);
        if (data.length > 0) {
            var segments = new ByteArrayOutputStream();
            segments.writeBytes(new byte[] {1, 0, 0x41, 0, 0x0B});
            unsigned(segments, data.length);
            segments.writeBytes(data);
            section(module, 11, segments);
        }
        return module.toByteArray();
    }

    private static ByteArrayOutputStream bytes(int... values) {
        var out = new ByteArrayOutputStream();
        for (int value : values) {
            unsigned(out, value);
        }
        return out;
    }

    private static void section(ByteArrayOutputStream out, int id, ByteArrayOutputStream content) {
        out.write(id);
        unsigned(out, content.size());
        out.writeBytes(content.toByteArray());
    }

    private static void type(ByteArrayOutputStream out, String text) {
        var signature = dev.microkernel.wasm.engine.Signature.of(text);
        out.write(0x60);
        for (var side : List.of(signature.parameters(), signature.results())) {
            unsigned(out, side.size());
            side.forEach(each -> out.write(each.equals("i32") ? I32 : 0x7E));
        }
    }

    private static void name(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        unsigned(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void unsigned(ByteArrayOutputStream out, int value) {
        int left = value;
        while (left >= 0x80) {
            out.write(left & 0x7F | 0x80);
            left >>>= 7;
        }
        out.write(left);
    }

    private static void signed(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left < -64 || left > 63) {
            out.write((int) (left & 0x7F | 0x80));
            left >>= 7;
        }
        out.write((int) (left & 0x7F));
    }
}
