package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** The program of a server: says its port, and ends when its standard input does. */
final class Server {

    private Server() {}

    /** Arguments: the constant of the contestant. */
    public static void main(String[] arguments) throws IOException {
        var contestant = Contestant.valueOf(arguments[0]);
        var application = new SpringApplication(contestant.application());
        application.setDefaultProperties(Map.of(
                "spring.main.web-application-type", contestant.type(),
                "spring.main.banner-mode", "off",
                "spring.threads.virtual.enabled", "true",
                "logging.level.root", "error",
                "server.address", "127.0.0.1",
                "server.port", "0",
                "server.tomcat.max-keep-alive-requests", "-1", // as Netty, which closes no connection in use
                "management.observations.enable.http",
                        "false", // the test class path has a tracer, which costs more than all else
                "management.observations.enable.mk", "false"));
        var context = (WebServerApplicationContext) application.run();
        var server = context.getWebServer();
        System.out.println(server == null ? -1 : server.getPort());
        System.out.flush();
        while (System.in.read() >= 0) {
            // until the one who has started this is gone
        }
        Runtime.getRuntime().halt(0);
    }
}
