package org.chama.generator;

/** Writes the values of one clean row in the order of its kind's columns; keeps no state. */
interface Maker {

    /** @param draw stands at the row's beginning */
    void make(long seed, long index, Draw draw, Row row);
}
