/** How actor beans work inside: found among the bean definitions, read once, made anew at every restart. */
@NullMarked
package dev.microkernel.spring.bean;

import org.jspecify.annotations.NullMarked;
