package org.chama.connector.soap;

import java.util.List;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.interceptor.Fault;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.chama.api.Text;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.QuarantinedRow;
import org.chama.api.intake.DoorRefusal;
import org.chama.api.intake.Receipt;

/** Writes an {@link Answer} into the Body, in place of CXF's data binding. */
final class WriteAnswer extends AbstractPhaseInterceptor<SoapMessage> {

    WriteAnswer() {
        super(Phase.MARSHAL);
    }

    @Override
    public void handleMessage(SoapMessage message) {
        Answer answer = (Answer) message.getContent(Object.class);
        XMLStreamWriter writer = message.getContent(XMLStreamWriter.class);
        try {
            if (answer instanceof Answer.Published published) {
                write(writer, published.receipt());
            } else if (answer instanceof Answer.Status status) {
                write(writer, status.arrival(), status.rows());
            }
        } catch (XMLStreamException e) {
            throw new Fault(e);
        }
    }

    private static void write(XMLStreamWriter out, Receipt receipt) throws XMLStreamException {
        root(out, "publishResponse");
        element(out, "arrival", receipt.arrival());
        element(out, "received", receipt.received());
        start(out, "refused");
        out.writeAttribute("count", Long.toString(receipt.refused()));
        for (DoorRefusal row : receipt.refusals()) {
            row(
                    out,
                    row.position(),
                    row.line(),
                    row.item(),
                    row.refusal().code(),
                    row.refusal().text());
        }
        out.writeEndElement();
        element(out, "repeat", Boolean.toString(receipt.repeat()));
        if (receipt.head().isPresent()) {
            element(
                    out,
                    "ledgerHead",
                    receipt.head().get().block() + ":" + receipt.head().get().hash());
        }
        out.writeEndElement();
    }

    private static void write(XMLStreamWriter out, ArrivalView arrival, List<QuarantinedRow> rows)
            throws XMLStreamException {
        root(out, "statusResponse");
        element(out, "arrival", arrival.number());
        element(out, "state", arrival.state().name());
        element(out, "received", arrival.records());
        element(out, "refused", arrival.refused());
        element(out, "stored", arrival.stored());
        element(out, "repeats", arrival.repeats());
        element(out, "rejected", arrival.rejected());
        element(out, "batches", arrival.batches());
        element(out, "batchesStored", arrival.batchesStored());
        element(out, "batchesDead", arrival.batchesDead());
        start(out, "rows");
        for (QuarantinedRow row : rows) {
            row(
                    out,
                    row.position(),
                    row.line(),
                    row.item(),
                    row.refusal().code(),
                    row.refusal().text());
        }
        out.writeEndElement();
        out.writeEndElement();
    }

    private static void row(XMLStreamWriter out, long position, long line, String item, String code, Text reason)
            throws XMLStreamException {
        start(out, "record");
        element(out, "position", position);
        if (line > 0) {
            element(out, "line", line);
        }
        element(out, "item", item);
        element(out, "code", code);
        start(out, "reason");
        element(out, "zh", reason.zh());
        element(out, "en", reason.en());
        out.writeEndElement();
        out.writeEndElement();
    }

    private static void root(XMLStreamWriter out, String name) throws XMLStreamException {
        out.setDefaultNamespace(CallParser.NAMESPACE);
        out.writeStartElement(CallParser.NAMESPACE, name);
        out.writeDefaultNamespace(CallParser.NAMESPACE);
    }

    private static void start(XMLStreamWriter out, String name) throws XMLStreamException {
        out.writeStartElement(CallParser.NAMESPACE, name);
    }

    private static void element(XMLStreamWriter out, String name, long value) throws XMLStreamException {
        element(out, name, Long.toString(value));
    }

    private static void element(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        start(out, name);
        out.writeCharacters(value);
        out.writeEndElement();
    }
}
