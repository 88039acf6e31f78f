package org.chama.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.chama.api.Refusal;
import org.chama.api.directory.Administration.Imported;
import org.chama.api.directory.Administration.LineRefusal;
import org.chama.api.directory.Administration.Sheet;

/** Regions and departments in and out as CSV. */
final class Csv {

    static final String TYPE = "text/csv";

    private static final int LARGEST = 8 << 20;
    private static final int MOST_LINES = 1_000;

    private Csv() {}

    static Response export(Platform platform, Visit visit, Sheet sheet, String name) {
        StreamingOutput out = into -> platform.administration().exportCsv(visit.caller(), sheet, into);
        return Response.ok(out)
                .type(TYPE + ";charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".csv\"")
                .build();
    }

    /** All lines or none: 200 with the counts, or 422 with each wrong line. */
    static Response take(Platform platform, Visit visit, Sheet sheet, InputStream body) throws IOException {
        byte[] csv = body.readNBytes(LARGEST + 1);
        if (csv.length > LARGEST) {
            throw new Refused(413, Refusal.of("body-too-large", "请求体超过 8 MiB", "the body is larger than 8 MiB"));
        }
        Imported imported = platform.administration().importCsv(visit.caller(), sheet, new ByteArrayInputStream(csv));
        if (imported.refused().isEmpty()) {
            return Response.ok(Views.one(visit.locale(), imported, DirectoryViews::imported))
                    .build();
        }
        Refusal refusal = Refusal.of(
                "wrong-lines",
                "有 " + imported.refused().size() + " 行不正确,未作任何修改",
                imported.refused().size() + " lines are wrong; nothing was changed");
        List<LineRefusal> lines = imported.refused()
                .subList(0, Math.min(MOST_LINES, imported.refused().size()));
        Problem problem = Problem.of(422, refusal, visit.locale());
        JsonBody answer = json -> problem.write(json, () -> Views.one(visit.locale(), lines, DirectoryViews::lines)
                .write(json));
        return Response.status(422)
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CONTENT_LANGUAGE, Language.tag(visit.locale()))
                .entity(answer)
                .build();
    }
}
