package dev.microkernel.net.websocket;

import dev.microkernel.net.feed.SendQueue;

/** What waits to be sent. */
record Unsent(WebSocketCommand.Outgoing command) implements SendQueue.Item {

    @Override
    public int length() {
        return switch (command) {
            case WebSocketCommand.SendText(var text) -> text.length();
            case WebSocketCommand.SendBinary(var bytes) -> bytes.length();
            case WebSocketCommand.Ping(var payload) -> payload.length();
            case WebSocketCommand.Close close -> 0;
        };
    }
}
