package dev.microkernel.sample.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microkernel.codec.WireMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"1:hello", "0", "4294967295:grüße", "7:a:b", "2:0x00ff", "2:0x3078"})
    void whatIsPrintedIsWhatWasSent(String text) {
        assertThat(MessageText.of(MessageText.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":x", "-1:x", "4294967296", "one:x", "0xg:x", "1:0x123", "1:0xzz"})
    void whatIsNoMessage(String text) {
        assertThatThrownBy(() -> MessageText.parse(text)).isInstanceOf(UsageException.class);
    }

    @org.junit.jupiter.api.Test
    void typesMayBeHexadecimalAndPayloadsEmpty() {
        assertThat(MessageText.parse("0xff:")).isEqualTo(new WireMessage(255, new byte[0]));
    }
}
