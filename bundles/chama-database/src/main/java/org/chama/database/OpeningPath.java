package org.chama.database;

import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The very file under a name of its own, {@code opening:<number>:<file>}: H2 knows an open database by its name only, so that a
 * connection of an opening that failed, used or closed late, would make it forget the next one.
 */
public final class OpeningPath extends FilePathWrapper {

    private static final String SCHEME = "opening";

    /** @return how the name of a file begins in this opening */
    static String prefix(int number) {
        FilePath.register(new OpeningPath());
        return SCHEME + ":" + number + ":";
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    protected String getPrefix() {
        return name.substring(0, end(name));
    }

    @Override
    protected FilePath unwrap(String path) {
        return FilePath.get(path.substring(end(path)));
    }

    private static int end(String path) {
        return path.indexOf(':', SCHEME.length() + 1) + 1;
    }
}
