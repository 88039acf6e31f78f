package org.chama.formats;

import org.chama.api.intake.FileProfile;
import org.chama.api.intake.RecordReader;

/** A reader that says how it reads: opened again with this profile the same bytes give the same records. */
public interface SourceReader extends RecordReader {

    /** What was declared or detected; format and charset are never AUTO, the delimiter of CSV is never 0. */
    FileProfile profile();
}
