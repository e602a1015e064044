package dev.microkernel.spring.route;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanInstantiationException;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.validation.DataBinder;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.server.ServerWebInputException;

/** Makes records of path variables and query parameters, each component of what has its name. Path variables go first. */
final class MessageBinder {

    private final ConversionService conversions;

    MessageBinder(ConversionService conversions) {
        this.conversions = conversions;
    }

    /**
     * The message.
     *
     * @param given components that do not come from the request
     * @throws ServerWebInputException or {@link InvalidMessageException} if the request is none
     */
    Object bind(ServerRequest request, Class<?> messageType, Map<String, Object> given) {
        Map<String, Object> values = new LinkedHashMap<>();
        request.queryParams().forEach((name, all) -> values.put(name, all.size() == 1 ? all.getFirst() : all));
        values.putAll(request.pathVariables());
        values.putAll(given);
        for (var component : messageType.getRecordComponents()) {
            if (component.getType().isPrimitive() && !values.containsKey(component.getName())) {
                throw new ServerWebInputException(component.getName() + " is missing");
            }
        }
        var binder = new Binder(messageType, values);
        binder.setConversionService(conversions);
        try {
            return binder.make();
        } catch (BeanInstantiationException failure) {
            if (failure.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong; // what the record's constructor finds wrong the client is to hear
            }
            throw failure;
        }
    }

    private static final class Binder extends DataBinder implements DataBinder.ValueResolver {

        private final Map<String, Object> values;

        Binder(Class<?> messageType, Map<String, Object> values) {
            super(null, messageType.getSimpleName());
            this.values = values;
            setTargetType(ResolvableType.forClass(messageType));
        }

        Object make() {
            construct(this);
            if (getBindingResult().hasErrors()) {
                throw new InvalidMessageException(getBindingResult());
            }
            return Objects.requireNonNull(getTarget(), "a record without errors is made");
        }

        @Override
        public @Nullable Object resolveValue(String name, Class<?> type) {
            return values.get(name);
        }

        @Override
        public Set<String> getNames() {
            return values.keySet();
        }
    }
}
