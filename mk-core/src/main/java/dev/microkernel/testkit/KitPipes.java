package dev.microkernel.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The futures that the behaviour under test has piped and that have brought it nothing yet, in that order. */
final class KitPipes<M> {

    /** One future, with what makes messages of its outcome. */
    private record Pipe<T, M>(
            CompletableFuture<T> future, Function<? super T, M> value, Function<Throwable, M> failure) {

        M message() {
            return future.isCompletedExceptionally()
                    ? failure.apply(future.handle((result, thrown) -> thrown).join())
                    : value.apply(future.join());
        }
    }

    private final KitScene scene;
    private final KitActor<M> actor;
    private final List<Pipe<?, M>> open = new ArrayList<>();

    KitPipes(KitScene scene, KitActor<M> actor) {
        this.scene = scene;
        this.actor = actor;
    }

    <T> void add(CompletionStage<T> future, Function<? super T, M> value, Function<Throwable, M> failure) {
        open.add(new Pipe<>(future.toCompletableFuture(), value, failure));
        scene.record(new Effect.Piped(future));
    }

    /** Handles what the first future that is done has brought. */
    void runNext() {
        for (var pipe : open) {
            if (pipe.future.isDone()) {
                run(pipe);
                return;
            }
        }
        throw new AssertionError("expected a piped future that is done, got " + text());
    }

    void complete(Object value) {
        var pipe = first();
        @SuppressWarnings("unchecked") // the test knows what the future is of
        var future = (CompletableFuture<Object>) pipe.future;
        future.complete(value);
        run(pipe);
    }

    void fail(Throwable cause) {
        var pipe = first();
        pipe.future.completeExceptionally(cause);
        run(pipe);
    }

    private Pipe<?, M> first() {
        return open.stream()
                .filter(pipe -> !pipe.future.isDone())
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected a piped future that is not done, got " + text()));
    }

    private String text() {
        long done = open.stream().filter(pipe -> pipe.future.isDone()).count();
        return open.isEmpty() ? "none" : (open.size() - done) + " that are not, and " + done + " that are";
    }

    private void run(Pipe<?, M> pipe) {
        open.remove(pipe);
        actor.handleMade(() -> Objects.requireNonNull(pipe.message(), "a message must not be null"));
    }

    /** What they bring later is for a former life. */
    void forgetAll() {
        open.clear();
    }
}
