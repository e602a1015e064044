package dev.microkernel.state;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/** A process that saves until it is killed, and says what is saved: {@code KEY NUMBER} by line. */
final class KilledSaver {

    static final String OWNER = "saver";
    static final int KEYS = 5;
    private static final int VALUE_LENGTH_MAX = 20_000;

    private KilledSaver() {}

    static StateKey key(int i) {
        return StateKey.of("key-" + i);
    }

    /** A value that shows whether it is whole: of a length and of bytes that follow from its number. */
    static byte[] value(int number) {
        var random = new Random(number);
        var value = ByteBuffer.allocate(Integer.BYTES + random.nextInt(VALUE_LENGTH_MAX));
        random.nextBytes(value.array());
        return value.putInt(0, number).array();
    }

    public static void main(String[] args) {
        var store = FileStateStore.open(Path.of(args[0]));
        System.out.println("open");
        for (int number = Integer.parseInt(args[1]); ; number++) {
            int saved = number;
            var save = store.save(OWNER, key(number % KEYS), value(number))
                    .thenRun(() -> System.out.println(saved % KEYS + " " + saved));
            if (number % 7 == 0) { // up to seven go into one write
                save.join();
            }
        }
    }
}
