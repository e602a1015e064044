package dev.microkernel.net.http;

import java.net.http.HttpRequest;
import java.nio.file.Path;

/**
 * What a client is told. It answers each with an {@link HttpReply}. If the asker stops before that, or its ask times out,
 * the exchange is cancelled.
 */
public sealed interface HttpCommand
        permits HttpCommand.Send, HttpCommand.Save, HttpClientActor.Done, HttpClientActor.Gone {

    /** Send a request, of any method and body; the body of the response is kept in memory. */
    record Send(HttpRequest request) implements HttpCommand {}

    /**
     * Send a request, and save the body of the response. If the status is not a success (2xx), nothing is saved, and the
     * answer is an {@link HttpReply.Response}.
     *
     * @param file takes the body when all of it has come, and is replaced if it exists; its folder must exist
     */
    record Save(HttpRequest request, Path file) implements HttpCommand {}
}
