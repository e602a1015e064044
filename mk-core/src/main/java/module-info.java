import org.jspecify.annotations.NullMarked;

/** The actor runtime in plain Java. Packages that are not exported may change at any time. */
@NullMarked
module dev.microkernel.core {
    exports dev.microkernel.actor;
    exports dev.microkernel.codec;
    exports dev.microkernel.log;
    exports dev.microkernel.mailbox;
    exports dev.microkernel.net;
    exports dev.microkernel.net.dns;
    exports dev.microkernel.net.http;
    exports dev.microkernel.net.sse;
    exports dev.microkernel.net.tcp;
    exports dev.microkernel.net.udp;
    exports dev.microkernel.net.watch;
    exports dev.microkernel.net.websocket;
    exports dev.microkernel.remote;
    exports dev.microkernel.state;
    exports dev.microkernel.supervision;
    exports dev.microkernel.system;
    exports dev.microkernel.time;
    exports dev.microkernel.wasm;
    exports dev.microkernel.wire;

    // For tests.
    exports dev.microkernel.simulation;
    exports dev.microkernel.testkit;

    requires static transitive org.jspecify;
    requires transitive java.net.http;
    requires jdk.net;
    requires jdk.unsupported;
    requires org.slf4j;
    requires org.jctools.core;
    requires com.dylibso.chicory.runtime;
    requires com.dylibso.chicory.compiler;
}
