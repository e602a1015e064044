package dev.microkernel.spring.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * docs/quickstart, copied and built by a Maven of its own, as its reader would: with the jars of this build in its local
 * repository.
 */
final class QuickstartProject {

    private static final Path TARGET = Path.of("target", "quickstart").toAbsolutePath();
    private static final Path PROJECT = TARGET.resolve("project");
    private static final Path LIBRARIES = TARGET.resolve("libraries");
    private static final String GROUP = "microkernel";

    private QuickstartProject() {}

    /** Builds it, tests and all, and the jar; processes it ahead of time; unpacks the libraries. */
    static void build() throws IOException, InterruptedException {
        delete(TARGET);
        copy(Path.of("../docs/quickstart"), PROJECT);
        var repository = TARGET.resolve("repository");
        overlay(Path.of(System.getProperty("mk.maven.repository")), repository);
        var dev = repository.resolve("dev").resolve(GROUP);
        install(dev, "mk-parent", Path.of("../pom.xml"), null);
        install(dev, "mk-core", Path.of("../mk-core/pom.xml"), Path.of("../mk-core/target"));
        install(dev, "mk-spring-boot-starter", Path.of("pom.xml"), Path.of("target"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("mk.maven.home"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-Dmaven.repo.local=" + repository,
                "-Dnetty.version=" + System.getProperty("mk.netty.version"),
                "package",
                "spring-boot:process-aot"));
        if (System.getProperty("mk.maven.mode").equals("offline=true")) {
            command.add("--offline");
        }
        run("build", command);
        run(
                "unpack",
                List.of(
                        java(),
                        "-Djarmode=tools",
                        "-jar",
                        jar().toString(),
                        "extract",
                        "--destination",
                        LIBRARIES.toString()));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The application as one file. */
    static Path jar() {
        return PROJECT.resolve("target/thermostat-1.0.jar");
    }

    /** The class path of what was processed ahead of time. */
    static String processed() {
        return PROJECT.resolve("target/classes") + ":" + LIBRARIES.resolve("lib") + "/*";
    }

    private static void run(String what, List<String> command) throws IOException, InterruptedException {
        var log = TARGET.resolve(what + ".log");
        var builder = new ProcessBuilder(command)
                .directory(PROJECT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        var process = builder.start();
        try {
            var ended = process.waitFor(10, TimeUnit.MINUTES);
            assertThat(ended && process.exitValue() == 0)
                    .as(() -> {
                        try {
                            return String.join(" ", command) + "\n" + Files.readString(log);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /**
     * A local repository that has all of another, by links, but for our own group: what is built here is not left in
     * people's own, and nothing is downloaded twice.
     */
    private static void overlay(Path original, Path overlay) throws IOException {
        link(original, overlay, "dev");
        link(original.resolve("dev"), overlay.resolve("dev"), GROUP);
    }

    private static void link(Path original, Path overlay, String without) throws IOException {
        Files.createDirectories(overlay);
        if (!Files.isDirectory(original)) {
            return;
        }
        try (Stream<Path> entries = Files.list(original)) {
            for (var entry : entries.filter(each -> !each.endsWith(without)).toList()) {
                Files.createSymbolicLink(overlay.resolve(entry.getFileName()), entry.toAbsolutePath());
            }
        }
    }

    private static void install(Path group, String artifact, Path pom, @Nullable Path target) throws IOException {
        var version = System.getProperty("mk.version");
        var folder = Files.createDirectories(group.resolve(artifact).resolve(version));
        Files.copy(pom, folder.resolve(artifact + "-" + version + ".pom"));
        if (target != null) {
            var jar = artifact + "-" + version + ".jar";
            Files.copy(target.resolve(jar), folder.resolve(jar));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.endsWith("target")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        FileSystemUtils.deleteRecursively(folder); // does not follow links
    }
}
