package org.chama.api.batch;

import org.chama.api.dataset.Confidentiality;

/**
 * The unit that travels: consecutive source records of one arrival.
 *
 * @param id identity, the same however often it is sent
 * @param dataset short id
 * @param datasetNumber and {@code datasetVersion} pinned by the arrival
 * @param confidentiality the level its source declared; whoever takes it refuses any but {@link Confidentiality#NONE}
 * @param rows at least one
 */
public record Batch(
        BatchId id,
        String dataset,
        int datasetNumber,
        int datasetVersion,
        Confidentiality confidentiality,
        Rows rows) {}
