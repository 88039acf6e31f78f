package org.chama.api.intake;

/**
 * A call that publishes records.
 *
 * @param dataset short id
 * @param client who calls
 * @param requestId the client's own name of this call; the same again is the same arrival
 * @param contentDigest SHA-256 of the records as sent, hex; another content under the same requestId is refused
 * @param source name of the connector
 */
public record CallArrival(String dataset, String client, String requestId, String contentDigest, String source) {}
