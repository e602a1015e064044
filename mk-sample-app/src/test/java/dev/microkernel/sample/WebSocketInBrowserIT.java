package dev.microkernel.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.actor.ActorRef;
import dev.microkernel.actor.ActorSpec;
import dev.microkernel.actor.Behavior;
import dev.microkernel.net.websocket.WebSocketCommand;
import dev.microkernel.net.websocket.WebSocketEvent;
import dev.microkernel.spring.route.ActorRoutes;
import dev.microkernel.system.ActorSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.JavascriptExecutor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** A WebSocket between a page in a real browser and an actor. */
class WebSocketInBrowserIT {

    /** Calls back with what happened to a WebSocket, line by line, when it is closed. */
    private static final String TALK = """
            const [url, done] = arguments;
            const seen = [];
            const socket = new WebSocket(url, ["other", "echo.v1"]);
            socket.binaryType = "arraybuffer";
            const say = ["Grüße", new Uint8Array([0, 127, 255]), "close"];
            socket.onopen = () => { seen.push("open " + socket.protocol); socket.send(say.shift()); };
            socket.onmessage = ({data}) => {
                seen.push(typeof data === "string" ? data : "bytes " + new Uint8Array(data));
                socket.send(say.shift());
            };
            socket.onclose = ({code, reason}) => { seen.push("closed " + code + " " + reason); done(seen.join("\\n")); };
            """;

    @Test
    void aPageTalksWithAnActorAndAStrangersPageDoesNot(@TempDir Path profile) {
        Chromium.assumeItIsThere();
        try (var application = new SpringApplicationBuilder(Application.class)
                .run("--server.port=0", "--server.address=127.0.0.1", "--spring.main.banner-mode=off")) {
            var server = ((WebServerApplicationContext) application).getWebServer();
            assertThat(server).isNotNull();
            int port = server.getPort();
            var browser = Chromium.start(profile);
            try {
                var url = "ws://127.0.0.1:" + port + "/echo";
                browser.get("http://127.0.0.1:" + port + "/page");
                assertThat(talk(browser, url))
                        .containsExactly("open echo.v1", "Grüße", "bytes 0,127,255", "closed 4000 enough");

                browser.get("data:text/html,<p>a page of nobody's");
                assertThat(talk(browser, url)).containsExactly("closed 1006 ");
            } finally {
                browser.quit();
            }
        }
    }

    private static String[] talk(JavascriptExecutor browser, String url) {
        return String.valueOf(browser.executeAsyncScript(TALK, url)).split("\n", -1);
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        RouterFunction<ServerResponse> page() {
            return RouterFunctions.route()
                    .GET(
                            "/page",
                            request -> ServerResponse.ok()
                                    .contentType(MediaType.TEXT_HTML)
                                    .bodyValue("<!doctype html><title>a page</title>"))
                    .build();
        }

        @Bean
        RouterFunction<ServerResponse> echo(ActorSystem system, ActorRoutes routes) {
            ActorRef<WebSocketEvent> echo = system.spawn("echo", ActorSpec.of(context -> event -> {
                switch (event) {
                    case WebSocketEvent.Text(var socket, var text)
                    when text.equals("close") -> socket.tell(new WebSocketCommand.Close(4000, "enough"));
                    case WebSocketEvent.Text(var socket, var text) -> context.reply(text);
                    case WebSocketEvent.Binary(var socket, var bytes) -> context.reply(bytes);
                    default -> {}
                }
                return Behavior.same();
            }));
            return routes.to(echo)
                    .webSocket(
                            "/echo", routes.webSocketSettings().withSubprotocols("echo.v1"), (request, event) -> event)
                    .build();
        }
    }
}
