package dev.microkernel.spring.benchmarks;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** The program of a server: says its port, and ends when its standard input does. */
final class Server {

    private Server() {}

    /** Arguments: the constant of the contestant. */
    public static void main(String[] arguments) throws IOException {
        var contestant = Contestant.valueOf(arguments[0]);
        var application = new SpringApplication(contestant.application());
        var properties = new HashMap<String, Object>(Map.of(
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
        if (!contestant.hasStarter()) {
            properties.put("spring.autoconfigure.exclude", String.join(",", starter()));
        }
        application.setDefaultProperties(properties);
        var context = (WebServerApplicationContext) application.run();
        var server = context.getWebServer();
        System.out.println(server == null ? -1 : server.getPort());
        System.out.flush();
        while (System.in.read() >= 0) {
            // until the one who has started this is gone
        }
        Runtime.getRuntime().halt(0);
    }

    /** The auto-configurations of the starter. */
    private static List<String> starter() {
        return ImportCandidates.load(AutoConfiguration.class, Server.class.getClassLoader()).getCandidates().stream()
                .filter(candidate -> candidate.startsWith("dev.microkernel."))
                .toList();
    }
}
