package dev.microkernel.spring.route;

import static dev.microkernel.spring.route.RoutedApplication.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.mailbox.MailboxSpec;
import dev.microkernel.system.ActorSystem;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A flood of requests at an actor that is slower: what is accepted is handled, the rest hears so at once. */
class OverloadIT {

    private static final int REQUESTS = Integer.getInteger("mk.overload.requests", 3_000);
    private static final int AT_A_TIME = 128;
    private static final int CAPACITY = 64;

    /** The mailbox, and the message that is being handled. */
    private static final int ROOM = CAPACITY + 1;

    private record Answer(int number, int status, boolean retryAfter) {}

    @Test
    void aFloodIsRefusedWhileTheMailboxIsFullAndNothingAcceptedIsLost() throws Exception {
        try (var application = RoutedApplication.start(Application.class)) {
            var counter = application.bean(Counter.class);
            var answers = flood(application, 0, REQUESTS);
            var accepted = answers.stream()
                    .filter(answer -> answer.status() == 202)
                    .map(Answer::number)
                    .toList();
            assertThat(accepted).as("blocked, it has room for these").hasSize(ROOM);
            assertThat(answers).filteredOn(answer -> answer.status() != 202).allSatisfy(answer -> {
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.retryAfter()).isTrue();
            });
            long before = usedBytes();
            flood(application, REQUESTS, REQUESTS);
            assertThat(usedBytes() - before).as("what another flood leaves").isLessThan(8 << 20);

            counter.blocked.countDown();
            eventually(() -> assertThat(counter.handled).containsExactlyInAnyOrderElementsOf(accepted));

            var after = flood(application, 2 * REQUESTS, 1_000);
            eventually(() -> assertThat(counter.handled)
                    .hasSize(ROOM
                            + (int) after.stream()
                                    .filter(answer -> answer.status() == 202)
                                    .count()));
            assertThat(after).filteredOn(answer -> answer.status() == 202).isNotEmpty();
        }
    }

    private static List<Answer> flood(RoutedApplication application, int first, int requests) throws Exception {
        var places = new Semaphore(AT_A_TIME);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = first; i < first + requests; i++) {
            int number = i;
            places.acquire();
            answers.add(application
                    .client()
                    .sendAsync(application.request("/count/" + number).build(), HttpResponse.BodyHandlers.discarding())
                    .whenComplete((response, failure) -> places.release())
                    .thenApply(response -> new Answer(
                            number,
                            response.statusCode(),
                            response.headers().firstValue("Retry-After").isPresent())));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    static final class Counter {
        final CountDownLatch blocked = new CountDownLatch(1);
        final Set<Integer> handled = ConcurrentHashMap.newKeySet();
        final ActorRef<Integer> actor;

        Counter(ActorSystem system) {
            actor = system.spawn(
                    "counter",
                    ActorSpec.<Integer>of(context -> number -> {
                                blocked.await();
                                handled.add(number);
                                return Behavior.same();
                            })
                            .withMailbox(MailboxSpec.bounded(CAPACITY)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Counter counter(ActorSystem system) {
            return new Counter(system);
        }

        @Bean
        RouterFunction<ServerResponse> routes(ActorRoutes routes, Counter counter) {
            return routes.to(counter.actor)
                    .withoutReply()
                    .get("/count/{number}", request -> Integer.valueOf(request.pathVariable("number")))
                    .build();
        }
    }
}
