package dev.microkernel.net;

import java.io.IOException;

/** Carries a {@link NetFailure} to where events are made of it. */
public final class NetException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient NetFailure failure;

    /** With this failure. */
    public NetException(NetFailure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /** With a failure of this kind. */
    public NetException(NetFailure.Kind kind, String message) {
        this(new NetFailure(kind, message));
    }

    /** What failed. */
    public NetFailure failure() {
        return failure;
    }
}
