package dev.microkernel.net.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.net.NetException;
import dev.microkernel.net.NetFailure;
import dev.microkernel.system.ActorSystem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DnsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Dns.Reply lookUp(String host) {
        try (var system = ActorSystem.named("dns").start()) {
            return system.spawn(Dns.resolver())
                    .ask(new Dns.Lookup(host, PATIENCE), Dns.Reply.class, PATIENCE)
                    .join();
        }
    }

    @Test
    void aLiteralAddressIsItself() {
        assertThat(lookUp("127.0.0.1"))
                .isEqualTo(new Dns.Reply.Found("127.0.0.1", List.of(InetAddress.ofLiteral("127.0.0.1"))));
    }

    @Test
    void theMachineKnowsItself() {
        assertThat(lookUp("localhost"))
                .isInstanceOfSatisfying(
                        Dns.Reply.Found.class,
                        found -> assertThat(found.addresses()).isNotEmpty().allMatch(InetAddress::isLoopbackAddress));
    }

    @Test
    void aNameThatCannotBeHasNoAddress() {
        // No resolver is asked: a label has at most 63 bytes.
        assertThat(lookUp("x".repeat(64) + ".invalid"))
                .isInstanceOfSatisfying(
                        Dns.Reply.Failed.class,
                        failed -> assertThat(failed.failure().kind()).isEqualTo(NetFailure.Kind.UNKNOWN_HOST));
    }

    @Test
    void refusesLookUpsThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Dns.Lookup("", PATIENCE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Dns.Lookup("a", Duration.ZERO));
    }

    @Test
    void aLookUpThatTakesTooLongIsGivenUp() {
        try (var simulation = ActorSystem.named("dns").simulate(1)) {
            var never = new CompletableFuture<List<InetAddress>>();
            var dns = simulation.system().spawn(Dns.resolver(host -> never));
            var reply = dns.ask(new Dns.Lookup("slow.example", Duration.ofSeconds(5)), Dns.Reply.class, PATIENCE);
            simulation.advance(Duration.ofSeconds(4));
            assertThat(reply).isNotDone();
            simulation.advance(Duration.ofSeconds(1));

            assertThat(reply)
                    .isCompletedWithValueMatching(answer -> answer instanceof Dns.Reply.Failed failed
                            && failed.failure().kind() == NetFailure.Kind.TIMEOUT);
            assertThat(never).as("nobody waits for it any more").isDone();
        }
    }

    @Test
    void noMoreWaitThanMay() throws Exception {
        var answer = new CountDownLatch(1);
        var begun = new CountDownLatch(2);
        var asked = new AtomicInteger();
        var lookups = new Lookups(
                host -> {
                    asked.incrementAndGet();
                    begun.countDown();
                    await(answer);
                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                },
                2,
                3);
        var first = lookups.lookUp("a");
        var second = lookups.lookUp("b");
        begun.await();
        var given = lookups.lookUp("c");
        lookups.lookUp("d");
        var last = lookups.lookUp("e");

        assertThat(lookups.lookUp("f"))
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        NetException.class, e -> assertThat(e.failure().kind()).isEqualTo(NetFailure.Kind.LIMIT));
        given.cancel(false);
        answer.countDown();
        assertThat(first).succeedsWithin(PATIENCE);
        assertThat(second).succeedsWithin(PATIENCE);
        assertThat(last).succeedsWithin(PATIENCE);
        assertThat(asked).as("what nobody waits for is not looked up").hasValue(4);
    }

    private static void await(CountDownLatch latch) throws UnknownHostException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }
}
