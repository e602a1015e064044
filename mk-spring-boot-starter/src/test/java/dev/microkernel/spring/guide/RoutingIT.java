package dev.microkernel.spring.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.spring.autoconfigure.ActorClientAutoConfiguration;
import dev.microkernel.spring.route.RoutedApplication;
import dev.microkernel.spring.route.WebSocketListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The routes of the guide, over real HTTP: they do what it says. */
class RoutingIT {

    private RoutedApplication application;

    @BeforeEach
    void start() {
        application = RoutedApplication.start(Application.class);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void thePostsOfTheBoardAreFoundAndFollowedFromTheLastOneSeen() throws Exception {
        assertThat(post("/board", "ann", "one").statusCode()).isEqualTo(201);
        assertThat(post("/board", "bob", "two").body()).isEqualTo("2");
        assertThat(post("/import", "ann", "three").statusCode()).isEqualTo(202);
        assertThat(application.get("/board/2").body()).isEqualTo("{\"author\":\"bob\",\"text\":\"two\"}");
        assertThat(application.get("/first").body()).contains("one");
        assertThat(application.get("/board/9").statusCode()).isEqualTo(404);

        var news = application
                .client()
                .send(
                        application
                                .request("/board/news?author=ann")
                                .header("Last-Event-ID", "1")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(news.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines)).isEqualTo(":subscribed");
            assertThat(next(lines)).as("behind the first, and ann's").isEqualTo("id:3");
            assertThat(next(lines)).contains("three");
        }
    }

    @Test
    void chatAndEchoSpeakThroughWebSockets() throws Exception {
        var listener = new WebSocketListener();
        var chat = connect("/chat", listener);
        assertThat(chat.getSubprotocol()).isEqualTo("chat.v1");
        chat.sendText("hello", true).join();
        assertThat(listener.next()).isEqualTo("text hello");
        connect("/echo/bob", listener).sendText("hi", true).join();
        assertThat(listener.next()).isEqualTo("text bob said hi");
    }

    private WebSocket connect(String path, WebSocketListener listener) {
        return application
                .webSocket()
                .subprotocols("chat.v1")
                .buildAsync(application.uri("ws", path), listener)
                .join();
    }

    private HttpResponse<String> post(String path, String author, String text)
            throws IOException, InterruptedException {
        return application.postJson(path, "{\"author\":\"" + author + "\",\"text\":\"" + text + "\"}");
    }

    private static String next(BufferedReader lines) throws IOException {
        String line;
        do {
            line = lines.readLine();
        } while (line != null && line.isEmpty());
        return line;
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = ActorClientAutoConfiguration.class) // those of this package have actors of their own
    @Import({Routing.class, Routing.Board.class, Routing.Chat.class})
    static class Application {}
}
