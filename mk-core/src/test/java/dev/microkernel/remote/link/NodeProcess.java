package dev.microkernel.remote.link;

import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.PreSharedKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node in a process of its own, which can be killed and stopped. It has an actor {@code counter}, which answers each message
 * with the next type and the same bytes, and one {@code total}, which answers with how many messages that one has had.
 */
final class NodeProcess implements AutoCloseable {

    static final LinkSettings SETTINGS = LinkSettings.DEFAULT.withHeartbeat(Duration.ofMillis(200));

    static final LinkSettings KEYED =
            LinkSettings.DEFAULT.withHeartbeat(Duration.ofSeconds(1)).withKey(PreSharedKey.of("0123456789abcdef"));

    private final Process process;
    private final InetSocketAddress address;

    private NodeProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    static NodeProcess start(int port) throws IOException {
        return start(List.of(), InetAddress.getLoopbackAddress().getHostAddress(), port);
    }

    /** With a command in front that starts another, and an address at which to listen; beyond loopback with the key. */
    static NodeProcess start(List<String> prefix, String host, int port) throws IOException {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                NodeProcess.class.getName(),
                host,
                String.valueOf(port)));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return new NodeProcess(
                        process, new InetSocketAddress(host, Integer.parseInt(line.substring("port ".length()))));
            }
        }
        throw new IOException("the node did not start");
    }

    InetSocketAddress address() {
        return address;
    }

    /** As a loss of power would, but for the kernel, which ends its connections. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the node cannot be killed");
        }
    }

    /** Has it run no more until {@link #resume}; its connections stand. */
    void stop() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill -" + name + " ended with " + exit);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The node itself. */
    @SuppressWarnings("SystemOut") // who started it reads this
    public static void main(String[] arguments) throws InterruptedException {
        var had = new AtomicInteger();
        var address = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        var settings = address.getAddress().isLoopbackAddress() ? SETTINGS : KEYED;
        var system = ActorSystem.named("process").nodeId(9).links(settings).start();
        system.registry()
                .register(
                        "counter",
                        system.spawn(
                                "counter",
                                ActorSpec.<WireMessage>of(context -> message -> {
                                            had.incrementAndGet();
                                            context.reply(new WireMessage(message.type() + 1, message.payload()));
                                            return Behavior.same();
                                        })
                                        .withCodec(MessageCodec.RAW)
                                        .withMailbox(MailboxSpec.bounded(65_536))));
        system.registry()
                .register(
                        "total",
                        system.spawn(
                                "total",
                                ActorSpec.<WireMessage>of(context -> message -> {
                                            context.reply(new WireMessage(had.get(), new byte[0]));
                                            return Behavior.same();
                                        })
                                        .withCodec(MessageCodec.RAW)));
        var listener = system.listen(address);
        System.out.println("port " + listener.address().getPort());
        Thread.sleep(Duration.ofMinutes(10)); // nobody needs it for longer, whatever became of its parent
        system.close();
    }
}
