package org.chama.hub.take;

import java.util.List;
import org.chama.api.batch.Batch;
import org.chama.api.batch.Rows;
import org.chama.api.dataset.Dataset;
import org.chama.hub.Quarantine;

/**
 * A batch after Check.
 *
 * @param accepted the rows to be stored
 * @param rejected the others, for the quarantine
 * @param checks names and versions of the plugins that judged
 */
record Checked(Batch batch, Dataset dataset, Rows accepted, List<Quarantine.Entry> rejected, String checks) {}
