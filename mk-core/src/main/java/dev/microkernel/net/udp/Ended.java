package dev.microkernel.net.udp;

/** To a socket's actor from its threads: they are done, and have told the listener. */
record Ended() implements UdpCommand {}
