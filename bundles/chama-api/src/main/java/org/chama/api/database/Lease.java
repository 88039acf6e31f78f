package org.chama.api.database;

/**
 * The right of one node to do something alone for a while.
 *
 * @param name what it is for
 * @param holder the node
 * @param fence rises with every holder: a write under an older fence is refused
 */
public record Lease(String name, String holder, long fence) {}
