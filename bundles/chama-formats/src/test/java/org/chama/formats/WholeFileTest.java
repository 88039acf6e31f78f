package org.chama.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chama.formats.Samples.bytes;
import static org.chama.formats.Samples.profile;
import static org.chama.formats.Samples.read;
import static org.chama.formats.Samples.repeated;
import static org.chama.formats.Samples.three;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.chama.api.RefusedException;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.FileProfile.Format;
import org.chama.api.intake.RawRecord;
import org.chama.formats.Samples.Seen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @Test
    void refusesArchivesDocumentsProgramsAndImages() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("people.csv"));
            out.write(bytes("id\n1\n"));
        }
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(bytes("id\n1\n"));
        }
        List<byte[]> binaries = List.of(
                zip.toByteArray(),
                gzip.toByteArray(),
                bytes("Rar!", 0x1A, 7, 1, 0),
                bytes("7z", 0xBC, 0xAF, 0x27, 0x1C),
                bytes("%PDF-1.7"),
                bytes(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1),
                bytes(0x7F, "ELF"),
                bytes(0x89, "PNG\r\n"),
                bytes(0xFF, 0xD8, 0xFF, 0xE0),
                bytes("GIF89a"),
                new byte[4000],
                "id,name\n1,a\n2,b\n3,c\n4,d\n".getBytes(StandardCharsets.UTF_16BE));
        for (byte[] binary : binaries) {
            for (Format format : Format.values()) {
                assertThatThrownBy(() -> read(binary, profile(format, Charset.AUTO), three()))
                        .hasMessageContaining("format-binary");
            }
        }
    }

    @Test
    void refusesWhatIsEmpty() {
        for (byte[] empty :
                List.of(bytes(), bytes(0xEF, 0xBB, 0xBF), bytes(" \r\n\t\n"), bytes("\n".repeat(100_000)))) {
            for (Format format : Format.values()) {
                assertThatThrownBy(() -> read(empty, profile(format, Charset.AUTO), three()))
                        .isInstanceOfSatisfying(RefusedException.class, e -> assertThat(
                                        e.refusal().code())
                                .isIn("format-empty", format == Format.XML ? "format-truncated" : "format-empty"));
            }
        }
    }

    @Test
    void recognisesFormatsByTheirFirstByte() throws IOException {
        assertThat(format("\n <r/>")).isEqualTo(Format.XML);
        assertThat(format(" [ ]")).isEqualTo(Format.JSON);
        assertThat(format("{\"id\":1}")).isEqualTo(Format.JSON_LINES);
        assertThat(format("id")).isEqualTo(Format.CSV);
    }

    @Test
    void givesTheFileBackWhenItIsRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.zip");
        Files.write(file, bytes("PK", 3, 4));
        assertThatThrownBy(() -> RecordReaders.open(file, FileProfile.AUTO, three()))
                .hasMessageContaining("format-binary");
        Files.delete(file);
    }

    /** 100 MB that are made while they are read, against a window of at most 2 MiB: were it held, the window would refuse. */
    @Test
    void aLineOf100MegabytesCostsThatLineOnly() throws IOException {
        String ten = "0123456789".repeat(1000);
        assertLongRecord(repeated("id,name,note\n1,a,b\n2,", ten, 10_000, ",c\n3,a,b\n"), Format.CSV, 3);
        assertLongRecord(repeated("id,name,note\n1,a,b\n2,\"", ten, 10_000, "\",c\n3,a,b\n"), Format.CSV, 3);
        assertLongRecord(repeated("{\"id\":1}\n{\"name\":\"", ten, 10_000, "\"}\n{\"id\":3}\n"), Format.JSON_LINES, 2);
        assertLongRecord(repeated("[{\"id\":1},\n{\"name\":\"", ten, 10_000, "\"},\n{\"id\":3}]"), Format.JSON, 2);
        assertLongRecord(
                repeated("<r><x><id>1</id></x>\n<x><name>", ten, 10_000, "</name></x>\n<x><id>3</id></x></r>"),
                Format.XML,
                2);
    }

    private static void assertLongRecord(InputStream in, Format format, long line) throws IOException {
        List<Seen> seen;
        try (SourceReader reader = RecordReaders.open(in, profile(format, Charset.UTF_8), three())) {
            seen = Samples.all(reader, three());
        }
        assertThat(seen).extracting(Seen::position).containsExactly(1L, 2L, 3L);
        assertThat(seen.get(1).code()).isIn("record-size", "record-unclosed");
        assertThat(seen.get(1).line()).isEqualTo(line);
        assertThat(seen.get(2).values().get(0)).isEqualTo("3");
    }

    @Test
    void keepsFourKibibytesOfARefusedRecord() throws IOException {
        try (SourceReader reader =
                RecordReaders.open(repeated("id\n", "x,", 3_000_000, "\n2\n"), FileProfile.AUTO, three())) {
            RawRecord record = new RawRecord(3);
            reader.next(record);
            assertThat(record.raw()).hasSize(4096).startsWith(bytes("x,x,x,"));
            assertThat(record.sourceBytes()).isEqualTo(6_000_001);
            reader.next(record);
            assertThat(record.line()).isEqualTo(3);
        }
    }

    private static Format format(String text) throws IOException {
        FileProfile profile = RecordReaders.open(Samples.utf8(text), FileProfile.AUTO, three())
                .profile();
        return profile.format();
    }
}
