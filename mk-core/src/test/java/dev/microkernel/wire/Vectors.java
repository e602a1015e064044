package dev.microkernel.wire;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The frames recorded from a running MK01 peer, and those of MK02, from the files that the C tests read too. */
final class Vectors {

    private static final JsonNode FILE = read("mk01");
    private static final JsonNode MK02 = read("mk02");

    private Vectors() {}

    private static JsonNode read(String level) {
        return new ObjectMapper()
                .readTree(Path.of("../docs/wire/" + level + "-vectors.json").toFile());
    }

    static List<JsonNode> ofKind(String kind) {
        return ofKind(FILE, kind);
    }

    /** Of MK02. */
    static List<JsonNode> mk02(String kind) {
        return ofKind(MK02, kind);
    }

    private static List<JsonNode> ofKind(JsonNode file, String kind) {
        var found = StreamSupport.stream(file.get("vectors").spliterator(), false)
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
