/** Decisions about failed children, after OTP's supervisor: pure functions from state and failure to verdict. */
@NullMarked
package dev.microkernel.supervision;

import org.jspecify.annotations.NullMarked;
