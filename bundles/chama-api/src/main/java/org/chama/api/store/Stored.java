package org.chama.api.store;

import org.chama.api.batch.Rows;

/**
 * Rows as the share zone holds them, in order of position; a row whose action is DELETE is a tombstone without values.
 *
 * @param ids the identity each row keeps in both zones through all its versions; says nothing about its subject
 * @param rows columns are all items of the dataset version
 */
public record Stored(long[] ids, Rows rows) {}
