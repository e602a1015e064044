/** What a device says and is asked, as it stands on the wire, and what people see of it. */
@NullMarked
package dev.microkernel.sample.device;

import org.jspecify.annotations.NullMarked;
