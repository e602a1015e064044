package dev.microkernel.state;

/** What a call changes. The arrays are the store's own: copies, which nobody writes to. */
sealed interface Change {

    /** Whose state it is. */
    String owner();

    /** Bytes that it keeps in memory while it is pending. */
    long length();

    /** One value is set. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Put(String owner, StateKey key, byte[] value) implements Change {
        @Override
        public long length() {
            return (long) owner.length() + key.length() + value.length;
        }
    }

    /** One value is gone. */
    record Remove(String owner, StateKey key) implements Change {
        @Override
        public long length() {
            return (long) owner.length() + key.length();
        }
    }

    /** All values of an owner are gone. */
    record Clear(String owner) implements Change {
        @Override
        public long length() {
            return owner.length();
        }
    }
}
