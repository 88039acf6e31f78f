package org.chama.generator;

/** Writes rows in one format. */
interface Emitter {

    void head(Sink sink);

    void row(Row row, Sink sink);

    void tail(Sink sink);
}
