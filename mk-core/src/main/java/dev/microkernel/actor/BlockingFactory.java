package dev.microkernel.actor;

import java.util.function.Supplier;

/** Stands for a blocking behaviour where a spec has a factory; it is unpacked, never called. */
record BlockingFactory<M>(Supplier<? extends BlockingBehavior<M>> supplier) implements BehaviorFactory<M> {

    @Override
    public Behavior<M> create(ActorContext<M> context) throws Exception {
        throw new IllegalStateException(
                "a blocking behaviour is called off the workers, not created here, actor=" + context.self());
    }
}
