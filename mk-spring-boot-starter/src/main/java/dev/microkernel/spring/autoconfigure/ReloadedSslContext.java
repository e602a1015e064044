package dev.microkernel.spring.autoconfigure;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/** The newest form of an SSL bundle: connections that begin after a reload have its certificates, others keep theirs. */
final class ReloadedSslContext extends SSLContext {

    private final Newest newest;

    private ReloadedSslContext(Newest newest) {
        super(newest, newest.context.getProvider(), newest.context.getProtocol());
        this.newest = newest;
    }

    static ReloadedSslContext of(SslBundle bundle) {
        return new ReloadedSslContext(new Newest(bundle.createSslContext()));
    }

    /** Has the bundle in the place of the former one, if it can be used: otherwise that stays, and this throws. */
    void reload(SslBundle bundle) {
        newest.context = bundle.createSslContext();
    }

    private static final class Newest extends SSLContextSpi {

        private volatile SSLContext context;

        Newest(SSLContext first) {
            this.context = first;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted, @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("the SSL bundle says which certificates are used; reload that");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return context.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return context.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return context.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return context.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return context.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return context.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return context.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return context.getSupportedSSLParameters();
        }
    }
}
