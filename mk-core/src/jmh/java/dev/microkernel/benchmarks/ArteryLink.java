package dev.microkernel.benchmarks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.UntypedAbstractActor;

/** Two nodes of Pekko, linked by Artery's TCP, with TLS or without. Byte arrays pass its serialization as they are. */
final class ArteryLink implements LinkPair {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** It drops what does not fit into its queue, without a word to the sender: there is room for all that is on its way. */
    private static final String REMOTE = """
            pekko.actor.provider = remote
            pekko.remote.use-unsafe-remote-features-outside-cluster = on
            pekko.remote.warn-about-direct-use = off
            pekko.remote.artery.canonical.hostname = "127.0.0.1"
            pekko.remote.artery.canonical.port = 0
            pekko.remote.artery.advanced.outbound-message-queue-size = 65536
            """;

    private final ActorSystem near;
    private final ActorSystem far;
    private int actors;

    /**
     * Links them.
     *
     * @param local how the system is set up otherwise
     */
    ArteryLink(Config local, Transport transport) {
        near = start("one", local, transport);
        far = start("two", local, transport);
    }

    private static ActorSystem start(String identity, Config local, Transport transport) {
        var config = REMOTE
                + switch (transport) {
                    case TCP -> "pekko.remote.artery.transport = tcp";
                    case TLS ->
                        """
                pekko.remote.artery.transport = tls-tcp
                pekko.remote.artery.ssl.config-ssl-engine {
                  key-store = "%s"
                  trust-store = "%s"
                  key-store-password = "%3$s"
                  key-password = "%3$s"
                  trust-store-password = "%3$s"
                  protocol = "TLSv1.3"
                  enabled-algorithms = [TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256]
                }
                """.formatted(Certificates.file(identity), Certificates.trusted(), Certificates.PASSWORD);
                    case UNIX -> throw new IllegalArgumentException("Artery knows no Unix sockets");
                };
        return ActorSystem.create(identity, ConfigFactory.parseString(config).withFallback(local));
    }

    @Override
    public Consumer<byte[]> far(Runnable onMessage) {
        var receiver = remote(Props.create(Receiver.class, () -> new Receiver(bytes -> onMessage.run())));
        return payload -> receiver.tell(payload, ActorRef.noSender());
    }

    @Override
    public Consumer<byte[]> echo(Consumer<byte[]> onAnswer) {
        var echo = remote(Props.create(Echo.class, Echo::new));
        var asker = near.actorOf(Props.create(Receiver.class, () -> new Receiver(onAnswer)));
        return payload -> echo.tell(payload, asker);
    }

    /** Starts an actor at the far node, and finds it by its address from the near one. */
    private ActorRef remote(Props props) {
        var name = "actor-" + actors++;
        var _ = far.actorOf(props, name);
        var address = ((ExtendedActorSystem) far).provider().getDefaultAddress();
        return near.actorSelection(address + "/user/" + name)
                .resolveOne(PATIENCE)
                .toCompletableFuture()
                .join();
    }

    private static final class Echo extends UntypedAbstractActor {

        @Override
        public void onReceive(Object message) {
            getSender().tell(message, getSelf());
        }
    }

    private static final class Receiver extends UntypedAbstractActor {

        private final Consumer<byte[]> handler;

        Receiver(Consumer<byte[]> handler) {
            this.handler = handler;
        }

        @Override
        public void onReceive(Object message) {
            handler.accept((byte[]) message);
        }
    }
}
