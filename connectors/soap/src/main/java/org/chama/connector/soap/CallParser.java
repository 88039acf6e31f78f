package org.chama.connector.soap;

import static javax.xml.stream.XMLStreamConstants.START_ELEMENT;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.chama.api.batch.Action;
import org.chama.api.dataset.Dataset;
import org.chama.api.dataset.Datasets;

/**
 * Reads the Body of one message to the end of the message, once and without a tree, and holds it to the schema of
 * {@code wsdl/publish.wsdl}: a test compares the two. Used once.
 *
 * <p>Every breach is a {@link CallFault} that names line and element, never a value.
 */
final class CallParser {

    static final String NAMESPACE = "urn:chama:publish:1";

    private static final int LONGEST_VALUE = 65536;
    private static final int LONGEST_REQUEST_ID = 128;
    private static final int LONGEST_NAME = 128;

    private final ElementReader in;
    private final Datasets datasets;
    private final int maxRecords;
    private final int expectedBytes;

    /**
     * @param reader stands behind the start of the Body
     * @param expectedBytes first size of the memory for records; it grows
     */
    CallParser(XMLStreamReader reader, Datasets datasets, int maxRecords, int expectedBytes) {
        this.in = new ElementReader(reader, NAMESPACE);
        this.datasets = datasets;
        this.maxRecords = maxRecords;
        this.expectedBytes = expectedBytes;
    }

    Call parse() throws XMLStreamException {
        if (in.firstTag("Body") != START_ELEMENT) {
            throw in.breach("Body", "没有内容", "is empty");
        }
        Call call;
        if (in.at("publish")) {
            call = publish();
        } else if (in.at("status")) {
            call = status();
        } else {
            throw CallFault.at(
                    "unknown-operation",
                    in.line(),
                    "Body",
                    "只接受 " + NAMESPACE + " 的 publish 或 status",
                    "holds publish or status of " + NAMESPACE);
        }
        in.end("Body");
        in.end("Envelope");
        in.finish();
        return call;
    }

    private Call status() throws XMLStreamException {
        in.plain("status");
        in.start("status", "arrival");
        long arrival = number("arrival");
        in.end("status");
        return new Call.Status(arrival);
    }

    private Call publish() throws XMLStreamException {
        in.plain("publish");
        in.start("publish", "dataset");
        Dataset dataset = dataset();
        in.start("publish", "requestId");
        String requestId = in.word("requestId");
        if (requestId.isEmpty() || requestId.length() > LONGEST_REQUEST_ID) {
            throw in.breach(
                    "requestId",
                    "须为 1 至 " + LONGEST_REQUEST_ID + " 个字符",
                    "must have 1 to " + LONGEST_REQUEST_ID + " characters");
        }
        in.start("publish", "records");
        in.plain("records");
        Records records = records(dataset.id());
        in.end("publish");
        return new Call.Publish(dataset, requestId, records);
    }

    private Dataset dataset() throws XMLStreamException {
        String id = in.word("dataset");
        if (!isDatasetId(id)) {
            throw in.breach("dataset", "不是资源短标识", "is no short id of a dataset");
        }
        return datasets.find(id)
                .orElseThrow(() ->
                        CallFault.at("unknown-dataset", in.line(), "dataset", "没有这个信息资源", "there is no such dataset"));
    }

    private Records records(String dataset) throws XMLStreamException {
        Records.Builder into = new Records.Builder(dataset, expectedBytes);
        while (in.nextTag("records") == START_ELEMENT) {
            in.expect("records", "record");
            if (into.count() == maxRecords) {
                throw CallFault.at(
                        "too-many-records",
                        in.line(),
                        "records",
                        "一次调用至多 " + maxRecords + " 条记录，请分多次调用",
                        "a call holds at most " + maxRecords + " records: publish in several calls");
            }
            into.begin(in.line(), action());
            while (in.nextTag("record") == START_ELEMENT) {
                in.expect("record", "field");
                field(into);
            }
            into.end();
        }
        return into.build();
    }

    private void field(Records.Builder into) throws XMLStreamException {
        String name = in.attribute("field", "name");
        if (name.isEmpty() || name.length() > LONGEST_NAME || !isName(name)) {
            throw in.breach(
                    "field",
                    "属性 name 须有 1 至 " + LONGEST_NAME + " 个字符，首尾不为空白",
                    "attribute name must have 1 to " + LONGEST_NAME + " characters, none blank at its ends");
        }
        in.text("field", LONGEST_VALUE);
        try {
            into.field(name, in.characters(), in.length());
        } catch (IllegalArgumentException e) {
            throw in.breach("field", "含有不完整的字符", "holds half a character");
        }
    }

    private Action action() {
        if (!in.hasAttribute("action")) {
            in.plain("record");
            return Action.PUT;
        }
        return switch (in.attribute("record", "action")) {
            case "PUT" -> Action.PUT;
            case "DELETE" -> Action.DELETE;
            default -> throw in.breach("record", "属性 action 须为 PUT 或 DELETE", "attribute action must be PUT or DELETE");
        };
    }

    private long number(String element) throws XMLStreamException {
        String digits = in.word(element);
        boolean decimal = true;
        for (int i = digits.startsWith("+") || digits.startsWith("-") ? 1 : 0; i < digits.length(); i++) {
            decimal &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        try {
            long value = decimal ? Long.parseLong(digits) : 0;
            if (value > 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw notANumber(element);
        }
        throw notANumber(element);
    }

    private CallFault notANumber(String element) {
        return in.breach(element, "须为不小于 1 的整数", "must be a whole number from 1");
    }

    private static boolean isDatasetId(String id) {
        if (id.length() < 2 || id.length() > 48 || id.charAt(0) < 'a' || id.charAt(0) > 'z') {
            return false;
        }
        for (int i = 1; i < id.length(); i++) {
            char c = id.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isName(String name) {
        return name.charAt(0) > ' '
                && name.charAt(name.length() - 1) > ' '
                && name.indexOf('\n') < 0
                && name.indexOf('\r') < 0;
    }
}
