package org.chama.api.access;

import java.util.Objects;

/**
 * Where a request came in.
 *
 * @param channel the door
 * @param address numeric address of the other side, empty when there is none
 * @param request id of this request, made by the door; the caller is told it
 */
public record Origin(Channel channel, String address, String request) {

    /** The doors. */
    public enum Channel {
        REST,
        SOAP,
        CONSOLE,
        QUEUE,
        OPEN,
        /** Inside the node. */
        NODE
    }

    public Origin {
        Objects.requireNonNull(channel);
        Objects.requireNonNull(address);
        Objects.requireNonNull(request);
    }
}
