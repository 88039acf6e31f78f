package org.chama.ledger;

import java.io.IOException;
import org.chama.ledger.Blocks.Sealed;
import org.chama.ledger.verifier.ExportWriter;

/** What is visited is written as an export. */
final class Written implements Walk.Visitor {

    private final ExportWriter writer;

    Written(ExportWriter writer) {
        this.writer = writer;
    }

    @Override
    public boolean block(Sealed block) throws IOException {
        writer.block(block.header(), block.hash(), block.signature());
        return true;
    }

    @Override
    public boolean line(StoredLine line) throws IOException {
        writer.line(line.place(), line.micros(), line.form(), line.fields(), line.digest());
        return true;
    }
}
