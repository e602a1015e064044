package dev.microkernel.net.tcp;

/** To a connection's actor from its threads: they are done, and have told the listener. */
record Ended() implements TcpCommand {}
