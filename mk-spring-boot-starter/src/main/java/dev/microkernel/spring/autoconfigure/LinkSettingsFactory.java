package dev.microkernel.spring.autoconfigure;

import dev.microkernel.remote.LinkSettings;
import dev.microkernel.remote.Network;
import dev.microkernel.remote.PeerPolicy;
import dev.microkernel.remote.Tls;
import dev.microkernel.wire.PreSharedKey;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** Makes settings of links of properties, and says which property is wrong. */
final class LinkSettingsFactory {

    /** What errors show in the place of a key. */
    private static final String HIDDEN = "******";

    private final MicrokernelProperties.Node node;
    private LinkSettings settings = LinkSettings.DEFAULT;

    private LinkSettingsFactory(MicrokernelProperties.Node node) {
        this.node = node;
    }

    static LinkSettings of(MicrokernelProperties.Node node, ObjectProvider<SslBundles> bundles) {
        var factory = new LinkSettingsFactory(node);
        factory.setLimits();
        factory.setKeys();
        factory.setLegacy();
        factory.setPolicies();
        factory.setTls(bundles);
        return factory.settings;
    }

    private void setLimits() {
        set("heartbeat", node.heartbeat(), with -> with.withHeartbeat(node.heartbeat()));
        set("max-links", node.maxLinks(), with -> with.withLinksMax(node.maxLinks()));
        set(
                "max-payload",
                node.maxPayload(),
                with -> with.withRoom(bytes(node.maxPayload().toBytes()), with.window()));
        set(
                "window",
                node.window(),
                with -> with.withRoom(with.payloadMax(), bytes(node.window().toBytes())));
    }

    /** What is too much stays too much. */
    private static int bytes(long count) {
        return Math.clamp(count, 0, Integer.MAX_VALUE);
    }

    private void setKeys() {
        var psk = node.psk();
        if (psk != null) {
            set("psk", HIDDEN, with -> with.withKey(PreSharedKey.of(psk)));
        }
        node.psks()
                .forEach((identity, own) ->
                        set("psks." + identity, HIDDEN, with -> with.withKey(identity, PreSharedKey.of(own))));
    }

    private void setLegacy() {
        var legacy = node.legacy();
        if (legacy != null) {
            set("legacy", legacy, with -> with.withLegacy(legacy));
        }
        set(
                "allow-legacy",
                node.allowLegacy(),
                with -> with.withLegacyNetworks(
                        node.allowLegacy().stream().map(Network::parse).toList()));
    }

    private void setPolicies() {
        set("relayed", node.relayed(), with -> with.withRelayed(node.relayed()));
        set("policy", node.policy(), with -> with.withPolicy(policy(node.policy())));
        node.policies()
                .forEach((identity, own) ->
                        set("policies." + identity, own, with -> with.withPolicy(identity, policy(own))));
    }

    private static PeerPolicy policy(MicrokernelProperties.Policy policy) {
        return new PeerPolicy(policy.sendTo(), policy.register(), policy.deploy(), policy.messagesPerSecond());
    }

    private void setTls(ObjectProvider<SslBundles> bundles) {
        var name = node.ssl().bundle();
        if (name != null) {
            // Spring Boot itself says best what is wrong with a bundle.
            var all = bundles.getObject();
            var bundle = all.getBundle(name);
            var context = ReloadedSslContext.of(bundle);
            set("ssl.bundle", name, with -> with.withTls(tls(bundle, context)));
            all.addBundleUpdateHandler(name, context::reload);
        }
    }

    private Tls tls(SslBundle bundle, SSLContext context) {
        var parameters = new SSLParameters();
        parameters.setNeedClientAuth(node.ssl().mutual());
        String @Nullable [] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            parameters.setProtocols(protocols);
        }
        String @Nullable [] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            parameters.setCipherSuites(ciphers);
        }
        return new Tls(context, parameters);
    }

    private void set(String key, Object value, UnaryOperator<LinkSettings> change) {
        try {
            settings = change.apply(settings);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidConfigurationPropertyValueException("mk.node." + key, value, wrong.getMessage());
        }
    }
}
