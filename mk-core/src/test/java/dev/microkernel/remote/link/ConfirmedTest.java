package dev.microkernel.remote.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfirmedTest {

    private final Confirmed confirmed = new Confirmed();

    private List<String> sendAll() {
        var sent = new ArrayList<String>();
        for (var frame = confirmed.next(); frame != null; frame = confirmed.next()) {
            sent.add(frame.type() + "#" + frame.extensions().sequence());
        }
        return sent;
    }

    private void tell(int... types) {
        for (int type : types) {
            assertThat(confirmed.offer(new Frame(1, 2, type, new byte[8]))).isTrue();
        }
    }

    @Test
    void numbersGoOnWhereThePeerIs() {
        tell(1, 2);
        assertThat(sendAll()).isEmpty(); // before RESUME nobody knows
        assertThat(confirmed.resume(9, 57)).isEmpty();

        assertThat(sendAll()).containsExactly("1#58", "2#59");
        assertThat(confirmed.confirm(58)).isTrue();
        tell(3);
        assertThat(sendAll()).containsExactly("3#60");
        assertThat(confirmed.confirm(60)).isTrue();
    }

    @Test
    void afterALostLinkWhatIsNotConfirmedIsSentAgainUnderItsNumber() {
        confirmed.resume(9, 0);
        tell(1, 2, 3);
        sendAll();
        confirmed.confirm(1);
        confirmed.suspend();
        tell(4);
        assertThat(sendAll()).isEmpty();

        assertThat(confirmed.resume(9, 2)).isEmpty();
        assertThat(sendAll()).containsExactly("3#3", "4#4");
    }

    @Test
    void whatAForgetfulPeerMayHaveHadIsGivenUpAndTheRestGoesOn() {
        confirmed.resume(9, 0);
        tell(1, 2);
        sendAll();
        confirmed.suspend();
        tell(3);

        assertThat(confirmed.resume(10, 7)).extracting(Frame::type).containsExactly(1, 2);
        assertThat(sendAll()).containsExactly("3#8");
    }

    @Test
    void whatWasNotSentCannotBeConfirmed() {
        confirmed.resume(9, 5);
        tell(1, 2);
        confirmed.next();

        assertThat(confirmed.confirm(7)).isFalse();
        assertThat(confirmed.confirm(4)).isFalse();
        assertThat(confirmed.confirm(5)).isTrue();
        assertThat(confirmed.confirm(6)).isTrue();
        confirmed.suspend();
        assertThat(confirmed.resume(9, 7)).isNull();
        assertThat(confirmed.resume(10, -1)).isNull();
    }

    @Test
    void withoutProgressTheOldestIsSentAgainAndThenAllBehindIt() {
        confirmed.resume(9, 0);
        tell(1, 2, 3);
        sendAll();
        assertThat(confirmed.tick()).isNull(); // it may have been sent just now
        assertThat(Objects.requireNonNull(confirmed.tick()).type()).isEqualTo(1);
        assertThat(sendAll()).isEmpty();

        assertThat(confirmed.confirm(1)).isTrue();
        assertThat(sendAll()).containsExactly("2#2", "3#3");
        assertThat(confirmed.confirm(3)).isTrue();
        assertThat(confirmed.tick()).isNull();
    }

    @Test
    void roomIsBoundedByBytesAndGivenBack() {
        confirmed.resume(9, 0);
        var half = new Frame(1, 2, 3, new byte[(int) (Confirmed.BYTES_MAX / 2)]);
        assertThat(confirmed.offer(half)).isTrue();
        assertThat(confirmed.offer(half)).isFalse();
        sendAll();
        confirmed.confirm(1);
        assertThat(confirmed.offer(half)).isTrue();

        assertThat(confirmed.end()).hasSize(1);
        assertThat(confirmed.offer(half)).isFalse();
        assertThat(confirmed.isOver()).isTrue();
    }
}
