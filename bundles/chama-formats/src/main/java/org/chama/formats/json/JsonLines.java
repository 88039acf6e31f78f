package org.chama.formats.json;

import java.io.IOException;
import java.io.InputStream;
import org.chama.api.intake.FileProfile.Charset;
import org.chama.api.intake.RawRecord;
import org.chama.api.intake.RecordReader;
import org.chama.formats.source.Columns;
import org.chama.formats.source.GbStream;
import org.chama.formats.source.Why;
import org.chama.formats.source.Window;

/** One JSON object a line; each line stands alone, blank ones are passed over. */
public final class JsonLines implements RecordReader {

    private final Window in;
    private final JsonRecord record;
    private long position;
    private long line;

    public JsonLines(InputStream in, Charset charset, Columns columns) {
        this.in = new Window(charset == Charset.GB18030 ? new GbStream(in) : in);
        this.record = new JsonRecord(charset, columns);
    }

    @Override
    public Step next(RawRecord into) throws IOException {
        for (; ; ) {
            int from = in.position();
            int lineEnd = lineEnd();
            if (lineEnd < 0) {
                line++;
                into.begin(++position, line);
                refuseLong(into);
                return Step.REFUSED;
            }
            from = in.position();
            if (from == in.limit()) {
                if (position == 0) {
                    throw Why.empty();
                }
                return Step.END;
            }
            line++;
            in.position(Math.min(lineEnd + 1, in.limit()));
            if (!isBlank(from, lineEnd)) {
                into.begin(++position, line);
                return record.read(in.buffer(), from, lineEnd, into) ? Step.RECORD : Step.REFUSED;
            }
        }
    }

    /** End of the line at the window's position, -1 when it is longer than a record may be. */
    private int lineEnd() throws IOException {
        int looked = 0;
        for (; ; ) {
            byte[] buffer = in.buffer();
            int at = in.position() + looked;
            int bound = (int) Math.min(in.limit(), (long) in.position() + Window.RECORD);
            while (at < bound && buffer[at] != '\n') {
                at++;
            }
            if (at < bound || at == in.limit() && in.ended()) {
                return at;
            }
            if (at < in.limit()) {
                return buffer[at] == '\n' ? at : -1;
            }
            looked = at - in.position();
            in.fill();
        }
    }

    private void refuseLong(RawRecord into) throws IOException {
        byte[] raw = Why.raw(in.buffer(), in.position(), in.limit());
        long lost = 0;
        for (; ; ) {
            byte[] buffer = in.buffer();
            int at = in.position();
            while (at < in.limit() && buffer[at] != '\n') {
                at++;
            }
            boolean found = at < in.limit();
            lost += at - in.position();
            in.position(found ? at + 1 : at);
            if (found || in.ended()) {
                break;
            }
            in.fill();
        }
        into.sourceBytes((int) Math.min(Integer.MAX_VALUE, lost));
        into.refuse(Why.size(line), "", raw);
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            byte value = in.buffer()[i];
            if (value != ' ' && value != '\t' && value != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
