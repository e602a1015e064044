package dev.microkernel.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StateKeyTest {

    @Test
    void isItsBytes() {
        var bytes = new byte[] {1, 2};
        var key = StateKey.of(bytes);
        bytes[0] = 9;
        key.bytes()[0] = 9;

        assertThat(key).isEqualTo(StateKey.of(new byte[] {1, 2})).hasSameHashCodeAs(StateKey.of(new byte[] {1, 2}));
        assertThat(key).isNotEqualTo(StateKey.of(new byte[] {1})).isNotEqualTo("\1\2");
        assertThat(key).isLessThan(StateKey.of(new byte[] {1, 2, 0})).isLessThan(StateKey.of(new byte[] {-1}));
    }

    @Test
    void readsAsTextWhereItIsText() {
        assertThat(StateKey.of("zähler")).hasToString("zähler");
        assertThat(StateKey.of("a\nb")).hasToString("0x610a62");
        assertThat(StateKey.of(new byte[] {(byte) 0xff, 0})).hasToString("0xff00");
        assertThat(StateKey.of(new byte[1000]).toString()).hasSize(65).endsWith("…");
        assertThat(StateKey.of("x".repeat(65)).toString()).hasSize(65).endsWith("…");
    }

    @Test
    void refusesTextThatHasNoBytesOfItsOwn() {
        assertThatThrownBy(() -> StateKey.of("a\uD800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half surrogate pairs");
    }

    @Test
    void limitsHaveARange() {
        assertThatThrownBy(() -> StateLimits.defaults().withKeyLength(65_536))
                .hasMessage("keyLength must be 1..65535, keyLength=65536");
        assertThatThrownBy(() -> StateLimits.defaults().withOwner(0, 1)).hasMessageContaining("ownerKeys=0");
    }
}
