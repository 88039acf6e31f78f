package org.chama.ledger;

import java.nio.file.Path;
import org.chama.database.Settings;

class H2LiveFuzzTest extends LiveFuzz {

    @Override
    Settings fresh(Path data) {
        return Settings.h2(data);
    }
}
