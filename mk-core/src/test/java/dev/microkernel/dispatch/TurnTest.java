package dev.microkernel.dispatch;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.time.VirtualTime;
import org.junit.jupiter.api.Test;

class TurnTest {

    private final VirtualTime time = new VirtualTime();
    private final Turn turn = new Turn(time.coarse(), 3, false);

    @Test
    void endsAfterItsMessages() {
        turn.begin("actor");

        assertThat(turn.mayHandleAnother()).isTrue();
        assertThat(turn.mayHandleAnother()).isTrue();
        assertThat(turn.mayHandleAnother()).isFalse();
        turn.begin("actor");
        assertThat(turn.isOver()).isFalse();
    }

    @Test
    void endsWhenItsTimeIsUpHoweverFewItsMessages() {
        turn.begin("actor");
        time.advance(ofMillis(5));
        assertThat(turn.mayHandleAnother()).isTrue();
        time.advance(ofMillis(6));

        assertThat(turn.mayHandleAnother()).isFalse();
        turn.begin("actor");
        assertThat(turn.isOver()).isFalse();
    }

    @Test
    void isNobodysBetweenTurns() {
        turn.attach();
        try {
            assertThat(Turn.current()).isNull();
            turn.begin("actor");
            turn.handling("message");
            assertThat(Turn.current()).isSameAs(turn);
            turn.begin("another");
            assertThat(turn.envelope()).isNull();
            turn.end();
            assertThat(Turn.current()).isNull();
        } finally {
            Turn.detach();
        }
    }
}
