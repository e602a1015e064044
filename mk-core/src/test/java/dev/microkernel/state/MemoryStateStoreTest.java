package dev.microkernel.state;

class MemoryStateStoreTest extends StateStoreContract {

    @Override
    StateStore create(StateLimits limits) {
        return new MemoryStateStore(limits);
    }
}
