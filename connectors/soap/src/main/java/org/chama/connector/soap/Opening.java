package org.chama.connector.soap;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.cxf.binding.soap.Soap11;
import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

/** First on the way in: judges the request before a byte is read, then opens it with our own limits in place of CXF's reader. */
final class Opening extends AbstractPhaseInterceptor<SoapMessage> {

    Opening() {
        super(Phase.RECEIVE);
    }

    @Override
    public void handleMessage(SoapMessage message) {
        Incoming incoming = incoming(message);
        // a fault before the Envelope is known is answered in the version the media type names
        message.setVersion(incoming.soap12() ? Soap12.getInstance() : Soap11.getInstance());
        message.getExchange().put("cxf.io.cacheinput", Boolean.FALSE);
        incoming.check();
        message.setContent(XMLStreamReader.class, new EnvelopeReader(open(incoming)));
        message.removeContent(InputStream.class);
    }

    static Incoming incoming(SoapMessage message) {
        return Incoming.of((HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST));
    }

    private static XMLStreamReader open(Incoming incoming) {
        try {
            return Xml.open(incoming.body(), incoming.charset());
        } catch (XMLStreamException e) {
            throw Xml.fault(e, incoming);
        } catch (IOException e) {
            throw Xml.fault(new XMLStreamException(e), incoming);
        }
    }
}
