package org.chama.connector.soap;

import org.chama.api.dataset.Dataset;

/** A call that kept the contract. */
sealed interface Call {

    record Publish(Dataset dataset, String requestId, Records records) implements Call {}

    record Status(long arrival) implements Call {}
}
