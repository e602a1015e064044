/** An application that is processed ahead of time. */
package dev.microkernel.spring.aot;
