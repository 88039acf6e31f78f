package org.chama.api.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which records to read, all parts together.
 *
 * @param key values by item name of the record key; empty for no condition
 * @param subject a subject identifier (citizen ID or credit code) in any subject item
 * @param items names of the items wanted, empty for all of the zone
 * @param after token of the former page
 * @param limit 1 to 10,000; a page whose rows are long holds fewer
 */
public record Query(
        Map<String, String> key, Optional<String> subject, List<String> items, Optional<String> after, int limit) {

    public Query {
        key = Map.copyOf(key);
        items = List.copyOf(items);
    }

    /** The first or next page of everything. */
    public static Query page(Optional<String> after, int limit) {
        return new Query(Map.of(), Optional.empty(), List.of(), after, limit);
    }
}
