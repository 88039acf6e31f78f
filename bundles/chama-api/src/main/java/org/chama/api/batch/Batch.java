package org.chama.api.batch;

/**
 * The unit that travels: consecutive source records of one arrival.
 *
 * @param id identity, the same however often it is sent
 * @param dataset short id
 * @param datasetNumber and {@code datasetVersion} pinned by the arrival
 * @param rows at least one
 */
public record Batch(BatchId id, String dataset, int datasetNumber, int datasetVersion, Rows rows) {}
