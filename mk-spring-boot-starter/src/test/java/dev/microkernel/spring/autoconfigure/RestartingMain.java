package dev.microkernel.spring.autoconfigure;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * Starts an application again and again, as DevTools does: its own classes are loaded anew each time, by a loader that is
 * thrown away. Exits with 0 if the loaders could be collected when the applications were closed, but for the first:
 * that one is kept by Spring Boot for good (the shared instance of its BindConverter).
 */
final class RestartingMain {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String APPLICATION = "dev.microkernel.spring.restart.";

    private RestartingMain() {}

    public static void main(String... arguments) throws Exception {
        var _ = run();
        var loaders = List.of(run(), run());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (loaders.stream().anyMatch(loader -> loader.get() != null)) {
            System.gc();
            if (System.nanoTime() - end > 0) {
                System.out.println("Something keeps classes of the application: "
                        + loaders.stream().map(WeakReference::get).toList());
                System.exit(1);
            }
        }
        System.exit(0);
    }

    private static WeakReference<ClassLoader> run() throws Exception {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        try (var loader = new ApplicationLoader(before)) {
            thread.setContextClassLoader(loader);
            try (var context = new SpringApplicationBuilder(loader.loadClass(APPLICATION + "RestartedApplication"))
                    .web(WebApplicationType.NONE)
                    .registerShutdownHook(false)
                    .properties(
                            "mk.wasm.modules.echo.location=file:../mk-core/src/test/wasm/built/echo-c.wasm",
                            // Both of Spring Boot keep an application's class loader after its end.
                            "logging.register-shutdown-hook=false",
                            "spring.autoconfigure.exclude=org.springframework.boot.micrometer.metrics.autoconfigure"
                                    + ".logging.logback.LogbackMetricsAutoConfiguration")
                    .run()) {
                if (!"42".contentEquals(context.getBean("reply", StringBuilder.class))) {
                    throw new IllegalStateException("the actor did not answer, reply=" + context.getBean("reply"));
                }
            }
            return new WeakReference<>(loader);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Loads the application's classes itself, and leaves all others to its parent. */
    private static final class ApplicationLoader extends URLClassLoader {

        ApplicationLoader(ClassLoader parent) throws Exception {
            super(new URL[] {Path.of("target/test-classes/").toUri().toURL()}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith(APPLICATION)) {
                    return super.loadClass(name, resolve);
                }
                var loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
