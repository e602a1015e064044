package dev.microkernel.spring.route;

import dev.microkernel.net.websocket.WebSocketCommand;
import java.util.List;

/**
 * How the WebSockets of a route behave. Immutable; the {@code with} methods give a changed copy.
 *
 * @param subprotocols what may be spoken; the first that a client names of these is chosen, none if it names none of them
 * @param clients how clients are treated; one that is silent for two heartbeats is gone
 * @param demand how many messages are delivered before the actor asks for more by {@link WebSocketCommand.Demand}; {@link
 *     Integer#MAX_VALUE} for as many as its mailbox takes
 */
public record WebSocketSettings(List<String> subprotocols, ClientSettings clients, int demand) {

    /** Copies the list; refuses what cannot be, naming it. */
    public WebSocketSettings {
        subprotocols = List.copyOf(subprotocols);
        if (demand < 0) {
            throw new IllegalArgumentException("demand must be 0 or more, demand=" + demand);
        }
    }

    /** No sub-protocols, no explicit demand. */
    static WebSocketSettings of(ClientSettings clients) {
        return new WebSocketSettings(List.of(), clients, Integer.MAX_VALUE);
    }

    /** Speaking these. */
    public WebSocketSettings withSubprotocols(String... names) {
        return new WebSocketSettings(List.of(names), clients, demand);
    }

    /** With clients treated like this. */
    public WebSocketSettings withClients(ClientSettings newClients) {
        return new WebSocketSettings(subprotocols, newClients, demand);
    }

    /** With explicit demand: so many messages at first, and more only on {@link WebSocketCommand.Demand}. */
    public WebSocketSettings withDemand(int first) {
        return new WebSocketSettings(subprotocols, clients, first);
    }
}
