package org.chama.api.intake;

import java.nio.file.Path;

/**
 * A complete file to be taken.
 *
 * @param dataset short id
 * @param file in the drop folder; a regular file that nobody writes any more
 * @param profile how to read it
 * @param source name of the connector, for the arrival's record
 */
public record FileArrival(String dataset, Path file, FileProfile profile, String source) {}
