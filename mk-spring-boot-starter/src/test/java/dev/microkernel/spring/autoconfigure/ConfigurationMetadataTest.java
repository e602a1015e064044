package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What an editor shows of the settings. */
class ConfigurationMetadataTest {

    private static final Map<String, JsonNode> PROPERTIES = new HashMap<>();
    private static JsonNode metadata;

    @BeforeAll
    static void read() throws IOException {
        try (var file =
                ConfigurationMetadataTest.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new ObjectMapper().readTree(file);
        }
        metadata.get("properties")
                .forEach(property -> PROPERTIES.put(property.get("name").asString(), property));
    }

    @Test
    void everySettingHasADescriptionAndAType() {
        assertThat(PROPERTIES).hasSizeGreaterThan(40);
        assertThat(PROPERTIES.values()).allSatisfy(property -> {
            assertThat(property.path("type").asString("")).isNotEmpty();
            assertThat(property.path("description").asString("")).isNotEmpty();
        });
    }

    /** A description that begins in the middle is that of a setting whose name begins the same. */
    @Test
    void descriptionsAreThoseOfTheirSettings() {
        assertThat(PROPERTIES.get("mk.node.id").get("description").asString()).startsWith("the node's id");
        assertThat(PROPERTIES.get("mk.node.psk").get("description").asString()).startsWith("the pre-shared key");
    }

    @Test
    void hintsAreForSettingsThatThereAre() {
        var hinted = metadata.get("hints")
                .valueStream()
                .map(hint -> hint.get("name").asString())
                .toList();
        assertThat(hinted).isNotEmpty();
        assertThat(PROPERTIES.keySet()).containsAll(hinted);
    }

    @Test
    void settingsOfEachConcernAreThere() {
        assertThat(PROPERTIES.keySet())
                .containsAll(List.of(
                        "mk.actors",
                        "mk.dispatcher.workers",
                        "mk.node.port",
                        "mk.node.ssl.bundle",
                        "mk.node.udp.peers",
                        "mk.routes.ask-timeout",
                        "mk.state.location",
                        "mk.supervisors",
                        "mk.wasm.modules"));
    }
}
