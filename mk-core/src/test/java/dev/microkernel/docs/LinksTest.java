package dev.microkernel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A link from one of the documents to another, or to a file or a heading, leads there. */
class LinksTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern CODE = Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
    private static final Pattern LINKED = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

    @Test
    void leadSomewhere() throws IOException {
        var documents = documents();
        var broken = new ArrayList<String>();
        for (var document : documents) {
            LINK.matcher(prose(document))
                    .results()
                    .filter(link -> !link.group(1).contains(":"))
                    .filter(link -> !leads(document, link))
                    .forEach(link -> broken.add(ROOT.relativize(document) + ": " + link.group()));
        }

        assertThat(documents).hasSizeGreaterThan(50);
        assertThat(broken).isEmpty();
    }

    private static boolean leads(Path from, MatchResult link) {
        var file = link.group(1).isEmpty()
                ? from
                : from.resolveSibling(link.group(1)).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        return link.group(2) == null || anchors(file).contains(link.group(2));
    }

    /** What GitHub makes of a document's headings. */
    private static List<String> anchors(Path document) {
        return HEADING.matcher(prose(document))
                .results()
                .map(heading -> LINKED.matcher(heading.group(1)).replaceAll("$1"))
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\- _]", "")
                        .strip()
                        .replace(' ', '-'))
                .toList();
    }

    private static String prose(Path document) {
        try {
            return CODE.matcher(Files.readString(document)).replaceAll("");
        } catch (IOException e) {
            throw new AssertionError(document + " cannot be read", e);
        }
    }

    /** Those of the repository, and not of what was built or installed in it. */
    private static List<Path> documents() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> {
                        var path = ROOT.relativize(file).toString();
                        return !path.contains("target/") && !path.contains("node_modules/") && !path.startsWith(".");
                    })
                    .toList();
        }
    }
}
