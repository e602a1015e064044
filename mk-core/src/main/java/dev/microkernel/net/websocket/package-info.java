/** WebSocket connections with servers. */
@NullMarked
package dev.microkernel.net.websocket;

import org.jspecify.annotations.NullMarked;
