package dev.microkernel.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grün, 21.5 °C",
                "C:\\temp\\new",
                "{} ${jndi:x}",
                "温度",
                "🌡 😀",
                "می\u200cخواهم",
                "👩\u200d🔧"
            })
    void leavesTextAlone(String text) {
        assertThat(PrintableText.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "10, \\n",
        "13, \\r",
        "9, \\t",
        "0, \\u0000",
        "27, \\u001b", // begins what colours a terminal, or clears it
        "127, \\u007f",
        "133, \\u0085", // next line
        "155, \\u009b", // the same as escape and a bracket
        "0x2028, \\u2028",
        "0x2029, \\u2029",
        "0x202E, \\u202e", // from here on from right to left
        "0x2066, \\u2066",
        "0xFEFF, \\ufeff",
        "0xD800, \\ud800", // half a pair
        "0xFFFF, \\uffff",
        "0xE0001, \\udb40\\udc01"
    })
    void writesWhatIsNoCharacterToReadAsInALiteral(String codePoint, String escaped) {
        assertThat(PrintableText.of("a" + Character.toString(Integer.decode(codePoint)) + "😀z"))
                .isEqualTo("a" + escaped + "😀z");
    }

    @Test
    void aForgedLineStaysOnTheLineOfItsForger() {
        assertThat(PrintableText.of("ok\r\n2026-11-23 ERROR all is lost\n"))
                .isEqualTo("ok\\r\\n2026-11-23 ERROR all is lost\\n");
    }
}
