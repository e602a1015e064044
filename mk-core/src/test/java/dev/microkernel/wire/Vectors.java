package dev.microkernel.wire;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The frames recorded from a running MK01 peer, from the file that the C tests read too. */
final class Vectors {

    private static final JsonNode FILE = new ObjectMapper()
            .readTree(Path.of("../docs/wire/mk01-vectors.json").toFile());

    private Vectors() {}

    static List<JsonNode> ofKind(String kind) {
        var found = StreamSupport.stream(FILE.get("vectors").spliterator(), false)
                .filter(vector -> vector.get("kind").asString().equals(kind))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalStateException("no vectors of kind " + kind);
        }
        return found;
    }

    static JsonNode named(String name) {
        return StreamSupport.stream(FILE.get("vectors").spliterator(), false)
                .filter(vector -> vector.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<JsonNode> nodeIds() {
        return StreamSupport.stream(FILE.get("node_id_from_identity").spliterator(), false)
                .toList();
    }

    static byte[] bytes(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.get(field).asString());
    }

    static long id(JsonNode vector, String field) {
        return Long.parseUnsignedLong(vector.get(field).asString().substring(2), 16);
    }
}
