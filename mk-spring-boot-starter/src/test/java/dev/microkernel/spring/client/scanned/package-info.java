/** An application whose client is found. */
package dev.microkernel.spring.client.scanned;
