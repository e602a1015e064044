package dev.microkernel.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The number by which nodes and modules know a message. On a record it makes the record a message that may cross the
 * wire, laid out as {@link PackedStruct} says unless it is given a {@link PayloadCodec}; any other class needs one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MessageType {

    /** The type; unsigned, below 0xFF000000. */
    int value();
}
