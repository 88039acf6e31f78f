package org.chama.deploy;

import java.io.IOException;
import java.nio.file.Path;
import org.chama.api.Refusal;

/** What the gate did, for the ledger and for people; returns when it is on disk. */
interface Trail {

    void taken(String name, Path content, Signed signed) throws IOException;

    void refused(String name, Refusal why, boolean formerStays) throws IOException;

    void removed(String name) throws IOException;
}
