/** Nodes on real sockets that exchange messages while what lies between them is cut, stalled and restarted. */
package dev.microkernel.chaos.link;
