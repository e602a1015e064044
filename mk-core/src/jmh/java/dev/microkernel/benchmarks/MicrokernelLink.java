package dev.microkernel.benchmarks;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.codec.MessageCodec;
import dev.microkernel.codec.WireMessage;
import dev.microkernel.mailbox.Delivery;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.PlainPeer;
import dev.microkernel.remote.Tls;
import dev.microkernel.system.ActorSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Two nodes of this runtime: MK02 by TCP and TLS, and MK01 without hello by a Unix socket, as there is no other there. */
final class MicrokernelLink implements LinkPair {

    private static final int TYPE = 1;

    private final ActorSystem near;
    private final ActorSystem far;
    private int actors;

    MicrokernelLink(Transport transport) {
        near = start(1, "one", transport);
        far = start(2, "two", transport);
        try {
            if (transport == Transport.UNIX) {
                var folder = Files.createTempDirectory("mk");
                var socket = UnixDomainSocketAddress.of(folder.resolve("s"));
                folder.toFile().deleteOnExit();
                socket.getPath().toFile().deleteOnExit();
                var _ = far.mount(new PlainPeer(socket, 1, "one", false));
                var _ = near.mount(new PlainPeer(socket, 2, "two", true));
            } else {
                var listener = far.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var _ = near.mount(listener.address());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ActorSystem start(int nodeId, String identity, Transport transport) {
        var settings = transport == Transport.TLS
                ? LinkSettings.DEFAULT.withTls(Tls.mutual(Certificates.context(identity)))
                : LinkSettings.DEFAULT;
        return ActorSystem.named(identity).nodeId(nodeId).links(settings).start();
    }

    @Override
    public Consumer<byte[]> far(Runnable onMessage) {
        var receiver = remote(message -> {
            onMessage.run();
            return null;
        });
        return payload -> tell(receiver, new WireMessage(TYPE, payload), null);
    }

    @Override
    public Consumer<byte[]> echo(Consumer<byte[]> onAnswer) {
        var echo = remote(message -> message);
        var asker = near.spawn(raw(message -> {
            onAnswer.accept(message.payload());
            return null;
        }));
        return payload -> tell(echo, new WireMessage(TYPE, payload), asker);
    }

    private static void tell(ActorRef<Object> to, Object message, @Nullable ActorRef<?> sender) {
        var delivery = to.tell(message, sender);
        if (delivery != Delivery.ACCEPTED) {
            throw new IllegalStateException("a message was not delivered, to=" + to.path() + ", " + delivery);
        }
    }

    /** Starts an actor at the far node, and finds it by its name at the near one. */
    private ActorRef<Object> remote(Function<WireMessage, @Nullable WireMessage> handler) {
        var name = "actor-" + actors++;
        far.registry().register(name, far.spawn(raw(handler)));
        Optional<ActorRef<Object>> found = near.registry().lookup(name);
        for (int i = 0; found.isEmpty(); i++) {
            Pause.after(i);
            found = near.registry().lookup(name);
        }
        return found.get();
    }

    private static ActorSpec<WireMessage> raw(Function<WireMessage, @Nullable WireMessage> handler) {
        return ActorSpec.<WireMessage>of(context -> message -> {
                    var answer = handler.apply(message);
                    if (answer != null) {
                        context.reply(answer);
                    }
                    return Behavior.same();
                })
                .withCodec(MessageCodec.RAW)
                .withMailbox(MailboxSpec.unbounded());
    }
}
