package org.chama.rest;

import java.io.IOException;
import java.util.Optional;
import org.chama.api.Text;
import org.chama.api.crypto.Crypto;
import org.chama.api.ledger.Archives;
import org.chama.api.ledger.Ledger;
import org.chama.api.notices.Alarms.Alarm;
import org.chama.api.store.Job;

/** Heads and verifications of the ledger, alarms and keys as JSON. */
final class LedgerViews {

    private LedgerViews() {}

    static void head(Views views, Ledger.Head head) throws IOException {
        views.json().writeStartObject();
        views.json().writeNumberField("block", head.block());
        views.json().writeNumberField("lines", head.lines());
        views.moment("sealed", Optional.of(head.sealed()));
        views.text("hash", head.hash());
        views.text("key", head.key());
        views.text("signature", head.signature());
        views.json().writeEndObject();
    }

    static void check(Views views, LedgerCheck.State check) throws IOException {
        views.json().writeStartObject();
        views.text("state", check.stage().name());
        views.moment("started", check.started());
        views.moment("ended", check.ended());
        Optional<Ledger.Verification> result = check.result();
        if (result.isPresent()) {
            views.json().writeNumberField("blocks", result.get().blocks());
            views.json().writeNumberField("lines", result.get().lines());
        } else {
            views.json().writeNullField("blocks");
            views.json().writeNullField("lines");
        }
        Optional<Text> finding = result.flatMap(Ledger.Verification::finding);
        views.text("finding", finding.map(text -> text.in(views.locale())));
        views.json().writeFieldName("head");
        Optional<Ledger.Head> head = result.flatMap(Ledger.Verification::head);
        if (head.isPresent()) {
            head(views, head.get());
        } else {
            views.json().writeNull();
        }
        views.text("incident", check.incident());
        views.json().writeEndObject();
    }

    static void alarm(Views views, Alarm alarm) throws IOException {
        views.json().writeStartObject();
        views.json().writeNumberField("number", alarm.number());
        views.text("key", alarm.key());
        views.text("department", alarm.department());
        views.text("text", alarm.text().in(views.locale()));
        views.moment("since", Optional.of(alarm.since()));
        views.moment("ended", alarm.ended());
        views.json().writeNumberField("times", alarm.times());
        views.json().writeEndObject();
    }

    static void archive(Views views, Archives.Archive archive) throws IOException {
        views.json().writeStartObject();
        views.json().writeNumberField("number", archive.number());
        views.json().writeNumberField("fromBlock", archive.fromBlock());
        views.json().writeNumberField("toBlock", archive.toBlock());
        views.json().writeNumberField("lastLine", archive.lastLine());
        views.moment("closed", Optional.of(archive.closed()));
        views.text("file", archive.file());
        views.text("digest", archive.digest());
        views.text("previous", archive.previous());
        views.json().writeEndObject();
    }

    static void job(Views views, Job job) throws IOException {
        views.json().writeStartObject();
        views.text("dataset", job.dataset());
        views.text("purpose", job.purpose().name());
        views.json().writeNumberField("done", job.done());
        views.json().writeNumberField("total", job.total());
        views.moment("begun", Optional.of(job.begun()));
        views.moment("ended", job.ended());
        views.json().writeEndObject();
    }

    static void key(Views views, Crypto.Key key) throws IOException {
        views.json().writeStartObject();
        views.text("alias", key.alias());
        views.json().writeNumberField("version", key.version());
        views.text("algorithm", key.algorithm());
        views.moment("made", Optional.of(key.made()));
        views.json().writeEndObject();
    }
}
