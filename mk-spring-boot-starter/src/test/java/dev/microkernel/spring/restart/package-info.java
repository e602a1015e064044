/** An application for tests that load its classes anew. */
@org.jspecify.annotations.NullMarked
package dev.microkernel.spring.restart;
