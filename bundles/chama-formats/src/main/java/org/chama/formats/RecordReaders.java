package org.chama.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.chama.api.RefusedException;
import org.chama.api.dataset.Dataset;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.csv.CsvRecords;
import org.chama.formats.json.JsonArray;
import org.chama.formats.json.JsonLines;
import org.chama.formats.source.Columns;
import org.chama.formats.source.Head;
import org.chama.formats.source.Window;
import org.chama.formats.xml.XmlRecords;

/**
 * Opens files and bodies as records of a dataset. The readers judge form only and hold at most a record (1 MiB) and a window; a
 * malformed record is refused alone, with its line, wherever the format lets a reader find the next one.
 *
 * <p>Charset AUTO: a BOM; else what an XML declaration says; else UTF-8 when the first 64 KiB are valid UTF-8, or when at least as
 * many of their lines hold Chinese in valid UTF-8 as hold bytes that are none (a damaged line must not turn the file into another
 * charset); else GB18030. Whoever chose it: when more than 20 % of those lines, and at least ten, are not of the charset, the file
 * as a whole is refused ({@code format-charset}); fewer are refused record by record.
 */
public final class RecordReaders {

    private RecordReaders() {}

    /**
     * Opens a file.
     *
     * @throws org.chama.api.RefusedException when it can be seen at once that it cannot be taken: {@code format-binary},
     *     {@code format-empty}, {@code format-charset}, {@code format-heading}
     */
    public static SourceReader open(Path file, FileProfile profile, Dataset dataset) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return open(in, profile, dataset);
        } catch (IOException | RuntimeException e) {
            try {
                in.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /**
     * Opens a stream; the reader closes it. When this method throws, the stream is still the caller's.
     *
     * @throws org.chama.api.RefusedException as of a file
     */
    public static SourceReader open(InputStream in, FileProfile profile, Dataset dataset) throws IOException {
        Head head = Head.of(in);
        head.refuseBinary();
        Format format = profile.format() == Format.AUTO ? head.format() : profile.format();
        Charset charset = head.charset(profile.charset(), format);
        InputStream source = new SequenceInputStream(
                new ByteArrayInputStream(head.data(), head.mark(), head.length() - head.mark()), in);
        Columns columns = new Columns(dataset);
        char delimiter = profile.delimiter();
        RecordReader reader;
        switch (format) {
            case JSON -> reader = new JsonArray(source, charset, columns);
            case JSON_LINES -> reader = new JsonLines(source, charset, columns);
            case XML -> reader = new XmlRecords(source, charset, profile.recordElement(), columns);
            default -> {
                CsvRecords csv = new CsvRecords(new Window(source), charset, delimiter, columns);
                delimiter = csv.delimiter();
                reader = csv;
            }
        }
        return new Opened(reader, new FileProfile(format, charset, delimiter, profile.recordElement()));
    }

    /** A reader and how it reads; a source that was refused stays so. */
    private static final class Opened implements SourceReader {
        private final RecordReader reader;
        private final FileProfile profile;
        private Optional<RefusedException> refused = Optional.empty();

        Opened(RecordReader reader, FileProfile profile) {
            this.reader = reader;
            this.profile = profile;
        }

        @Override
        public FileProfile profile() {
            return profile;
        }

        @Override
        public Step next(RawRecord into) throws IOException {
            if (refused.isPresent()) {
                throw refused.get();
            }
            try {
                return reader.next(into);
            } catch (RefusedException e) {
                refused = Optional.of(e);
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
