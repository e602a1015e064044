package dev.microkernel.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.microkernel.system.ActorSystem;
import dev.microkernel.wire.PreSharedKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may link, as far as settings alone decide it. */
class LinkSettingsTest {

    private static final PreSharedKey KEY = PreSharedKey.of("0123456789abcdef");

    private static InetAddress address(String text) throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    @Test
    void mk01NodesAreLetInOnLoopbackIfThereIsNeitherKeyNorTls() throws Exception {
        var open = LinkSettings.DEFAULT;
        var keyed = open.withKey(KEY);
        var encrypted = open.withTls(new Tls(SSLContext.getDefault(), new SSLParameters()));

        assertThat(open.acceptsLegacy(address("127.0.0.1"))).isTrue();
        assertThat(open.acceptsLegacy(address("::1"))).isTrue();
        assertThat(open.acceptsLegacy(address("192.168.7.9"))).isFalse();
        assertThat(keyed.acceptsLegacy(address("127.0.0.1"))).isFalse();
        assertThat(encrypted.acceptsLegacy(address("127.0.0.1"))).isFalse();
        assertThat(keyed.withLegacy(true).acceptsLegacy(address("127.0.0.1"))).isTrue();
        assertThat(open.withLegacy(false).acceptsLegacy(address("127.0.0.1"))).isFalse();
    }

    @Test
    void networksLetThemInFromElsewhereAndForbiddingForbidsAll() throws Exception {
        var named = LinkSettings.DEFAULT.withKey(KEY).withLegacyNetworks(List.of(Network.parse("192.168.7.0/24")));

        assertThat(named.acceptsLegacy(address("192.168.7.9"))).isTrue();
        assertThat(named.acceptsLegacy(address("192.168.8.9"))).isFalse();
        assertThat(named.acceptsLegacy(address("127.0.0.1"))).isFalse();
        assertThat(named.withLegacy(false).acceptsLegacy(address("192.168.7.9")))
                .isFalse();
        assertThat(named.withLegacy(false).knowsLegacy()).isFalse();
    }

    @Test
    void datagramsStayOnLoopbackUnlessANetworkIsAllowed() throws Exception {
        var open = LinkSettings.DEFAULT;
        var named = open.withLegacyNetworks(List.of(Network.parse("192.168.7.0/24")));
        var here = address("127.0.0.1");
        var all = address("0.0.0.0");

        assertThat(open.acceptsDatagrams(here, address("127.0.0.2"))).isTrue();
        assertThat(open.acceptsDatagrams(address("::1"), address("::1"))).isTrue();
        assertThat(open.withLegacy(false).acceptsDatagrams(here, here)).isTrue();
        assertThat(open.acceptsDatagrams(all, address("192.168.7.9"))).isFalse();
        assertThat(named.acceptsDatagrams(all, address("192.168.7.9"))).isTrue();
        assertThat(named.withKey(KEY).acceptsDatagrams(all, address("192.168.7.9")))
                .isTrue();
        assertThat(named.acceptsDatagrams(all, address("192.168.8.9"))).isFalse();
        assertThat(named.acceptsDatagrams(here, address("192.168.7.9"))).isFalse();
        assertThat(named.acceptsDatagrams(all, here)).isFalse();
        assertThat(named.withLegacy(false).acceptsDatagrams(all, address("192.168.7.9")))
                .isFalse();
    }

    @Test
    void whoHasAKeyNeverFallsBackBeyondLoopback() throws Exception {
        var networks = List.of(Network.parse("0.0.0.0/0"));
        var open = LinkSettings.DEFAULT.withLegacyNetworks(networks);
        var keyed = open.withKey(KEY).withLegacy(true);

        assertThat(open.fallsBack(address("192.168.7.9"))).isTrue();
        assertThat(keyed.acceptsLegacy(address("192.168.7.9"))).isTrue();
        assertThat(keyed.fallsBack(address("192.168.7.9"))).isFalse();
        assertThat(keyed.fallsBack(address("127.0.0.1"))).isTrue();
        assertThat(open.withKey(KEY).fallsBack(address("127.0.0.1"))).isFalse();
    }

    @Test
    void tlsWithoutCertificatesOfConnectorsProtectsNobody() throws Exception {
        var oneSided = LinkSettings.DEFAULT.withTls(new Tls(SSLContext.getDefault(), new SSLParameters()));

        assertThat(oneSided.isProtected()).isFalse();
        assertThat(oneSided.withKey(KEY).isProtected()).isTrue();
        assertThat(LinkSettings.DEFAULT
                        .withTls(Tls.mutual(SSLContext.getDefault()))
                        .isProtected())
                .isTrue();
    }

    @Test
    void oldTlsIsRefused() throws Exception {
        var parameters = new SSLParameters(null, new String[] {"TLSv1.3", "TLSv1.1"});
        var context = SSLContext.getDefault();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tls(context, parameters))
                .withMessageContaining("TLS 1.2 or 1.3, protocols=[TLSv1.3, TLSv1.1]");
    }

    @Test
    void limitsHaveLimits() {
        var settings = LinkSettings.DEFAULT;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withHeartbeat(Duration.ofMillis(99)))
                .withMessageContaining("heartbeat in ms must be 100..60000, value=99");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withRoom(1023, 1024));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withRoom(1024, (64 << 20) + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withLinksMax(0));
    }

    @Test
    void whoDemandsMk01MustBeAbleToSayWhoItIsThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ActorSystem.named("one")
                        .nodeId(16)
                        .links(LinkSettings.DEFAULT.withLegacy(true))
                        .build())
                .withMessageContaining("MK01 node id must be 1..15, id=16");
        try (var wide = ActorSystem.named("x".repeat(63)).nodeId(-1).build()) {
            assertThat(wide.nodeId()).isEqualTo(-1);
        }
    }

    @Test
    void anIdIsDerivedFromTheRangeOfMk01OnlyWhereThatIsSpoken() {
        try (var open = ActorSystem.named("kitchen").build();
                var keyed = ActorSystem.named("kitchen")
                        .links(LinkSettings.DEFAULT.withKey(KEY))
                        .build()) {
            assertThat(open.nodeId()).isEqualTo(11);
            assertThat(Integer.toUnsignedLong(keyed.nodeId())).isGreaterThan(15);
        }
    }

    // ---- networks

    @Test
    void aNetworkHasTheAddressesWithItsPrefix() throws Exception {
        assertThat(Network.parse("10.0.0.0/9").contains(address("10.127.255.255")))
                .isTrue();
        assertThat(Network.parse("10.0.0.0/9").contains(address("10.128.0.0"))).isFalse();
        assertThat(Network.parse("0.0.0.0/0").contains(address("8.8.8.8"))).isTrue();
        assertThat(Network.parse("0.0.0.0/0").contains(address("::1"))).isFalse();
        assertThat(Network.parse("192.168.7.9/32").contains(address("192.168.7.9")))
                .isTrue();
        assertThat(Network.parse("192.168.7.9/32").contains(address("192.168.7.8")))
                .isFalse();
        assertThat(Network.parse("fd00::/8").contains(address("fdab::1"))).isTrue();
        assertThat(Network.parse("fd00::/8").contains(address("fe80::1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0", "10.0.0.0/33", "fd00::/129", "localhost/8", "10.0.0.0/-1", "10.0.0.0.0/8", "/8"})
    void whatIsNoNetworkIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parse(text))
                .withMessageContaining("network='" + text + "'");
    }

    // ---- policies

    @Test
    void patternsAreNamesOrTheirBeginnings() {
        var policy = new PeerPolicy(List.of("telemetry", "/public/*"), List.of(), false, 0);

        assertThat(policy.maySendTo("telemetry")).isTrue();
        assertThat(policy.maySendTo("telemetry2")).isFalse();
        assertThat(policy.maySendTo("/public/door")).isTrue();
        assertThat(policy.maySendTo("/publi")).isFalse();
        assertThat(policy.maySendToAll()).isFalse();
        assertThat(policy.mayRegister("anything")).isFalse();
        assertThat(PeerPolicy.OPEN.maySendTo("anything")).isTrue();
    }
}
