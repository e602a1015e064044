package dev.microkernel.spring.bean;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapterRegistry;
import reactor.core.publisher.Mono;

/** Replies that come of a Mono, or of another library's type for one value. Loaded only where Reactor is there. */
final class ReactiveReplies {

    private ReactiveReplies() {}

    /** What makes a stage of a value of that type; null for types of no or of many values. */
    static @Nullable Function<Object, CompletionStage<?>> adapter(Class<?> type) {
        var adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
        return adapter == null || adapter.isMultiValue()
                ? null
                : value -> Mono.from(adapter.toPublisher(value)).toFuture();
    }
}
