package dev.microkernel.spring.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The starter works in an application that has none of the libraries that it can do without. */
class WithoutOptionalLibrariesTest {

    private static final Pattern OPTIONAL =
            Pattern.compile(".*(reactor-|reactive-streams|spring-web|micrometer|actuator|spring-boot-health).*");

    @Test
    void actorsAndClientsWorkWithoutReactor() throws Exception {
        try (var classes = new URLClassLoader(required(), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> classes.loadClass("reactor.core.publisher.Mono"))
                    .isInstanceOf(ClassNotFoundException.class);
            var before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(classes);
            try {
                var application = classes.loadClass(PlainApplication.class.getName())
                        .getConstructor()
                        .newInstance();
                assertThat(((Callable<?>) application).call()).isEqualTo("hello again");
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }

    private static URL[] required() throws MalformedURLException {
        List<URL> required = new ArrayList<>();
        for (var entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            if (!OPTIONAL.matcher(Path.of(entry).getFileName().toString()).matches()) {
                required.add(Path.of(entry).toUri().toURL());
            }
        }
        return required.toArray(URL[]::new);
    }
}
