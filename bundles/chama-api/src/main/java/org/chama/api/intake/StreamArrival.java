package org.chama.api.intake;

/**
 * A document that has no file yet: the body of a message, an attachment, a download.
 *
 * @param dataset short id
 * @param name what the other side calls it
 * @param profile how to read it
 * @param source name of the connector, for the arrival's record
 */
public record StreamArrival(String dataset, String name, FileProfile profile, String source) {}
