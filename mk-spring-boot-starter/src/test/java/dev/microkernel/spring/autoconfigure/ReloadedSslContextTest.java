package dev.microkernel.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ReloadedSslContextTest {

    private static final String TLS = "file:../mk-core/src/test/resources/tls/";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MicrokernelAutoConfiguration.class))
            .withPropertyValues(
                    "spring.ssl.bundle.jks.links.keystore.location=" + TLS + "one.p12",
                    "spring.ssl.bundle.jks.links.keystore.password=changeit",
                    "spring.ssl.bundle.jks.links.truststore.location=" + TLS + "trusted.p12",
                    "spring.ssl.bundle.jks.links.truststore.password=changeit",
                    "mk.node.identity=one",
                    "mk.node.ssl.bundle=links");

    private static SslBundle bundle(String keys) {
        return SslBundle.of((SslStoreBundle) new JksSslStoreBundle(
                new JksSslStoreDetails("PKCS12", null, TLS + keys, "changeit"),
                new JksSslStoreDetails("PKCS12", null, TLS + "trusted.p12", "changeit")));
    }

    @Test
    void connectionsAfterAReloadHaveTheNewCertificate() {
        runner.run(context -> {
            var settings = LinkSettingsFactory.of(
                    context.getBean(MicrokernelProperties.class).node(), context.getBeanProvider(SslBundles.class));
            var links = settings.tls().context();
            var shownAtFirst = certificateOf(links);
            context.getBean(DefaultSslBundleRegistry.class).updateBundle("links", bundle("two.p12"));

            assertThat(certificateOf(links)).isNotEqualTo(shownAtFirst);
        });
    }

    @Test
    void aBundleThatCannotBeUsedLeavesTheFormerOne() {
        var links = ReloadedSslContext.of(bundle("one.p12"));
        assertThatThrownBy(() -> links.reload(bundle("missing.p12"))).isInstanceOf(RuntimeException.class);

        assertThat(links.createSSLEngine().getSupportedProtocols()).isNotEmpty();
    }

    /** What a node with these links shows to one that connects. */
    private static X509Certificate certificateOf(SSLContext links) throws Exception {
        var loopback = InetAddress.getLoopbackAddress();
        try (var listener = (SSLServerSocket) links.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            var accepted = CompletableFuture.runAsync(() -> {
                try (var socket = (SSLSocket) listener.accept()) {
                    socket.startHandshake();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (var socket = (SSLSocket) bundle("two.p12")
                    .createSslContext()
                    .getSocketFactory()
                    .createSocket(loopback, listener.getLocalPort())) {
                socket.startHandshake();
                accepted.get(30, TimeUnit.SECONDS);
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            }
        }
    }
}
