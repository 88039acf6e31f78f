package org.chama.ledger;

import java.nio.file.Path;
import org.chama.database.Settings;

class H2LedgerTest extends LedgerPromises {

    @Override
    Settings fresh(Path data) {
        return Settings.h2(data);
    }
}
