/**
 * The deterministic generator: rows of persons, enterprises and marriages that cannot exist, the files and calls that carry them,
 * and the oracle that says what must be found afterwards. A row depends on its recipe and its index alone.
 */
package org.chama.generator;
