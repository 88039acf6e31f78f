package org.chama.connector.soap;

import java.util.List;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.message.Exchange;
import org.apache.cxf.message.MessageContentsList;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.apache.cxf.service.model.BindingOperationInfo;
import org.chama.api.dataset.Datasets;

/** Turns the Body into a {@link Call}, in place of CXF's data binding. */
final class ReadCall extends AbstractPhaseInterceptor<SoapMessage> {

    private static final int LARGEST_FIRST_SIZE = 1 << 20;

    private final Datasets datasets;
    private final int maxRecords;

    ReadCall(Datasets datasets, int maxRecords) {
        super(Phase.UNMARSHAL);
        this.datasets = datasets;
        this.maxRecords = maxRecords;
    }

    @Override
    public void handleMessage(SoapMessage message) {
        Call call = read(message);
        Exchange exchange = message.getExchange();
        String operation = call instanceof Call.Publish ? "publish" : "status";
        exchange.put(
                BindingOperationInfo.class,
                exchange.getEndpoint()
                        .getEndpointInfo()
                        .getBinding()
                        .getOperation(new QName(CallParser.NAMESPACE, operation)));
        message.setContent(List.class, new MessageContentsList(call));
    }

    private Call read(SoapMessage message) {
        Incoming incoming = Opening.incoming(message);
        XMLStreamReader reader = message.getContent(XMLStreamReader.class);
        try {
            long sent = Math.min(incoming.getContentLengthLong(), LARGEST_FIRST_SIZE);
            Call call = new CallParser(reader, datasets, maxRecords, (int) (sent / 2)).parse();
            reader.close();
            return call;
        } catch (XMLStreamException e) {
            throw Xml.fault(e, incoming);
        } finally {
            message.removeContent(XMLStreamReader.class);
        }
    }
}
