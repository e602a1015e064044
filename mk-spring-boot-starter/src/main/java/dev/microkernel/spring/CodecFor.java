package dev.microkernel.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a {@code PayloadCodec} bean, its class or its {@code @Bean} method: the messages that it writes and reads where they cross
 * a wire, in the place of packed structs.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CodecFor {

    /** Classes with a {@code @MessageType}. */
    Class<?>[] value();
}
