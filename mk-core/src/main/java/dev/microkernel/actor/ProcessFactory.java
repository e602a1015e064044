package dev.microkernel.actor;

/** Stands for a process where a spec has a factory; it is unpacked, never called. */
record ProcessFactory<M>(Process<M> process) implements BehaviorFactory<M> {

    @Override
    public Behavior<M> create(ActorContext<M> context) {
        throw new IllegalStateException("a process is run, not created, actor=" + context.self());
    }
}
