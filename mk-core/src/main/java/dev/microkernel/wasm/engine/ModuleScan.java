package dev.microkernel.wasm.engine;

import java.io.ByteArrayOutputStream;

/**
 * Looks through a module before the engine's parser does, which believes counts: it makes room for as many parameters,
 * locals, elements or bytes as a module of a few bytes announces. Here every count is held against the bytes that are there,
 * and locals, which are counted and not listed, against limits as other engines have them (WebAssembly JavaScript interface,
 * "implementation-defined limits"). What else may be wrong with a module is the parser's to find.
 */
final class ModuleScan {

    private static final int HEADER_BYTES = 8;
    private static final int CUSTOM = 0;
    private static final int TYPES = 1;
    private static final int ELEMENTS = 9;
    private static final int CODE = 10;
    private static final int DATA = 11;

    private static final int FUNCTION_TYPE = 0x60;
    private static final int PARAMETERS_MAX = 1_000;
    private static final int LOCALS_MAX = 50_000;
    private static final int LOCALS_OF_ALL_MAX = 1_000_000;

    private final byte[] wasm;
    private int at;

    /** Where the part ends that is looked at. */
    private int end;

    private long localsOfAll;

    private ModuleScan(byte[] wasm) {
        this.wasm = wasm;
        this.end = wasm.length;
    }

    /**
     * The module without its custom sections: names and debugging information are of no use here.
     *
     * @throws UnusableModuleException if it announces more than there is, or than there may be
     */
    static byte[] checked(byte[] wasm) {
        return wasm.length < HEADER_BYTES ? wasm : new ModuleScan(wasm).sections();
    }

    private byte[] sections() {
        var kept = new ByteArrayOutputStream(wasm.length);
        kept.write(wasm, 0, HEADER_BYTES);
        at = HEADER_BYTES;
        while (at < wasm.length) {
            int begin = at;
            int id = next();
            int size = count("bytes of a section");
            int behind = at + size;
            end = behind;
            scan(id);
            end = wasm.length;
            at = behind;
            if (id != CUSTOM) {
                kept.write(wasm, begin, behind - begin);
            }
        }
        return kept.toByteArray();
    }

    private void scan(int id) {
        switch (id) {
            case TYPES -> each("types", this::type);
            case ELEMENTS -> each("element segments", this::elementSegment);
            case CODE -> each("functions", this::body);
            case DATA -> each("data segments", this::dataSegment);
            default -> {} // nothing is counted there that takes no bytes
        }
    }

    private void each(String what, Runnable entry) {
        int entries = count(what);
        for (int i = 0; i < entries; i++) {
            entry.run();
        }
    }

    private void type() {
        if (next() != FUNCTION_TYPE) {
            throw new UnusableModuleException("a module must not use garbage-collected types: WebAssembly 2.0 without"
                    + " vectors is offered; build it for generic WebAssembly");
        }
        valueTypes("parameters");
        valueTypes("results");
    }

    private void valueTypes(String what) {
        int types = count(what);
        requireAtMost(PARAMETERS_MAX, types, what);
        for (int i = 0; i < types; i++) {
            valueType();
        }
    }

    private void valueType() {
        int type = next();
        if (type == 0x63 || type == 0x64) { // a reference to a type that follows
            number();
        }
    }

    /** Of its eight forms, by three bits: passive or declared, with a table or the kind, with expressions or functions. */
    private void elementSegment() {
        long form = number();
        boolean active = (form & 1) == 0;
        boolean explicit = (form & 2) != 0;
        boolean expressions = (form & 4) != 0;
        if (active) {
            if (explicit) {
                number(); // the table
            }
            constant();
        }
        if (!active || explicit) {
            if (expressions) {
                valueType();
            } else {
                next(); // the kind
            }
        }
        each("elements", expressions ? this::constant : this::number);
    }

    private void dataSegment() {
        long form = number();
        if (form == 2) {
            number(); // the memory
        }
        if (form != 1) {
            constant();
        }
        skip(count("bytes of a data segment"));
    }

    private void body() {
        int size = count("bytes of a function");
        int behind = at + size;
        long locals = 0;
        int groups = count("groups of locals");
        for (int i = 0; i < groups; i++) {
            locals += number();
            requireAtMost(LOCALS_MAX, locals, "locals of a function");
            valueType();
        }
        localsOfAll += locals;
        requireAtMost(LOCALS_OF_ALL_MAX, localsOfAll, "locals of all functions");
        if (at > behind) {
            throw new UnusableModuleException("not a valid WebAssembly module: a function ends within its locals");
        }
        at = behind;
    }

    /** An expression of constants, up to its end. */
    private void constant() {
        while (true) {
            int instruction = next();
            switch (instruction) {
                case 0x0B -> { // end
                    return;
                }
                case 0x41, 0x42, 0x23, 0xD0, 0xD2 -> number(); // i32, i64, a global, null, a function
                case 0x43 -> skip(Float.BYTES);
                case 0x44 -> skip(Double.BYTES);
                case 0x6A, 0x6B, 0x6C, 0x7C, 0x7D, 0x7E -> {} // plus, minus, times
                default ->
                    throw new UnusableModuleException("not a valid WebAssembly module: instruction 0x"
                            + Integer.toHexString(instruction) + " is not one of constants");
            }
        }
    }

    // ---- bytes and numbers

    private int next() {
        if (at >= end) {
            throw cutOff();
        }
        return wasm[at++] & 0xFF;
    }

    private void skip(int bytes) {
        if (bytes > end - at) {
            throw cutOff();
        }
        at += bytes;
    }

    /** An unsigned number, or one whose value is of no interest; a signed one is as long. */
    private long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = next();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new UnusableModuleException("not a valid WebAssembly module: a number that does not end");
    }

    /** A number of things that take a byte each, or more: no more than are left. */
    private int count(String what) {
        long count = number();
        if (count < 0 || count > end - at) {
            throw new UnusableModuleException("not a valid WebAssembly module: " + Long.toUnsignedString(count) + " "
                    + what + " are announced, and " + (end - at) + " bytes are left");
        }
        return (int) count;
    }

    private static void requireAtMost(long max, long found, String what) {
        if (found < 0 || found > max) {
            throw new UnusableModuleException(
                    "a module may have at most " + max + " " + what + ", found " + Long.toUnsignedString(found));
        }
    }

    private static UnusableModuleException cutOff() {
        return new UnusableModuleException("not a valid WebAssembly module: it is cut off, or a section is");
    }
}
