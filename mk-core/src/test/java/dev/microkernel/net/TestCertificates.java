package dev.microkernel.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority for one run of the tests, and certificates of it, made by the JDK's keytool. */
public final class TestCertificates {

    private static final char[] PASSWORD = "changeit".toCharArray();

    /** Of localhost and 127.0.0.1. */
    public static final String LOCALHOST = "localhost";

    /** Of other.example. */
    public static final String OTHER = "other";

    /** Of localhost, until yesterday. */
    public static final String EXPIRED = "expired";

    /** Of a client. */
    public static final String CLIENT = "client";

    /** Of localhost, by nobody. */
    public static final String SELF_SIGNED = "stranger";

    private static final Path STORE = create();

    private TestCertificates() {}

    /** The file with all keys, PKCS12, password {@code changeit}. */
    public static Path store() {
        return STORE;
    }

    private static Path create() {
        try {
            var folder = Files.createTempDirectory("mk-certificates");
            var store = folder.resolve("all.p12");
            folder.toFile().deleteOnExit();
            store.toFile().deleteOnExit();
            generate(store, "ca", "-ext", "bc:c", "-validity", "2");
            generate(store, LOCALHOST, "-signer", "ca", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2");
            generate(store, OTHER, "-signer", "ca", "-ext", "san=dns:other.example", "-validity", "2");
            generate(
                    store,
                    EXPIRED,
                    "-signer",
                    "ca",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-startdate",
                    "-3d",
                    "-validity",
                    "1");
            generate(store, CLIENT, "-signer", "ca", "-validity", "2");
            generate(store, SELF_SIGNED, "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2");
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void generate(Path store, String alias, String... more) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString(),
                "-alias",
                alias,
                "-dname",
                "CN=" + alias));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + output);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Trusts the authority, and has the keys of these names. */
    public static SSLContext context(String... aliases) {
        try {
            var all = load();
            var keys = empty();
            for (var alias : aliases) {
                keys.setKeyEntry(alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
            }
            var trust = empty();
            trust.setCertificateEntry("ca", all.getCertificate("ca"));
            var keyManagers = KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(keys, PASSWORD);
            var trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trust);
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key of a name and its certificates, for OpenSSL. */
    public static String pem(String alias) {
        try {
            var all = load();
            var pem = new StringBuilder(
                    block("PRIVATE KEY", all.getKey(alias, PASSWORD).getEncoded()));
            for (var certificate : all.getCertificateChain(alias)) {
                pem.append(block("CERTIFICATE", certificate.getEncoded()));
            }
            return pem.toString();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's certificate, for OpenSSL. */
    public static String authorityPem() {
        try {
            return block("CERTIFICATE", load().getCertificate("ca").getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String block(String what, byte[] content) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END " + what + "-----\n";
    }

    private static KeyStore load() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(STORE)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }
}
