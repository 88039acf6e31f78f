package org.chama.connector.soap;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLStreamException;
import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapFault;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.binding.soap.SoapVersion;
import org.apache.cxf.interceptor.Fault;
import org.apache.cxf.logging.FaultListener;
import org.apache.cxf.message.Message;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.chama.api.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * First on the way out of a fault: whatever went wrong leaves as one of our faults with a code, never with the text or the stack of an
 * exception, and CXF logs none of it.
 */
final class Faults extends AbstractPhaseInterceptor<SoapMessage> implements FaultListener {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final int SENDER_STATUS = 400;
    private static final int RECEIVER_STATUS = 500;

    Faults() {
        super(Phase.SETUP);
    }

    /** @return false: CXF would log messages that may hold pieces of the call */
    @Override
    public boolean faultOccurred(Exception exception, String description, Message message) {
        return false;
    }

    @Override
    public void handleMessage(SoapMessage message) {
        Exception thrown = message.getContent(Exception.class);
        SoapVersion version = message.getVersion();
        CallFault fault = ours(thrown, message);
        SoapFault soap = new SoapFault(
                fault.refusal().text().zh() + " / " + fault.refusal().text().en(), code(thrown, fault, version));
        soap.setLang("zh");
        detail(soap, fault);
        soap.setStatusCode(status(fault, version));
        if (fault.side() == CallFault.Side.RECEIVER_LATER) {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.put("Retry-After", List.of(Long.toString(fault.retrySeconds())));
            message.put(Message.PROTOCOL_HEADERS, headers);
        }
        message.setContent(Exception.class, soap);
    }

    private static CallFault ours(Exception thrown, SoapMessage message) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CallFault fault) {
                return fault;
            }
            if (cause instanceof XMLStreamException xml) {
                SoapMessage in = (SoapMessage) message.getExchange().getInMessage();
                return Xml.fault(xml, Opening.incoming(in));
            }
        }
        String soapCode = thrown instanceof Fault fault && fault.getFaultCode() != null
                ? fault.getFaultCode().getLocalPart()
                : "";
        switch (soapCode) {
            case "VersionMismatch":
                return CallFault.sender(
                        "version-mismatch",
                        "报文不是 SOAP 1.1 或 1.2 的 Envelope",
                        "the message is no Envelope of SOAP 1.1 or 1.2");
            case "MustUnderstand":
                return CallFault.sender(
                        "must-understand",
                        "报文要求处理一个本接口不支持的 SOAP 头",
                        "the message demands a SOAP header that this door does not support");
            case "Client", "Sender":
                return CallFault.sender("invalid-message", "报文不符合 SOAP", "the message does not follow SOAP");
            default:
                logged(thrown);
                return CallFault.internal();
        }
    }

    private static void logged(Exception thrown) {
        Throwable root = root(thrown);
        if (root instanceof IOException) {
            LOG.debug("the caller went away: {}", root.getClass().getName());
        } else {
            LOG.error("发布接口内部错误 / a call failed inside the door", place(root));
        }
    }

    /** Kind and place of an exception for the log: its message may hold a value of a record. */
    static Throwable place(Throwable thrown) {
        Throwable root = root(thrown);
        Throwable place = new IllegalStateException(root.getClass().getName());
        place.setStackTrace(root.getStackTrace());
        return place;
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static QName code(Exception thrown, CallFault fault, SoapVersion version) {
        if (fault.refusal().code().equals("version-mismatch")) {
            return version.getVersionMismatch();
        }
        if (fault.refusal().code().equals("must-understand")) {
            return version.getMustUnderstand();
        }
        return fault.side() == CallFault.Side.SENDER ? version.getSender() : version.getReceiver();
    }

    private static int status(CallFault fault, SoapVersion version) {
        if (fault.httpStatus() > 0) {
            return fault.httpStatus();
        }
        // SOAP 1.1 knows 500 only (HTTP binding, section 6.2); SOAP 1.2 answers a Sender fault with 400 (part 2, table
        // 20)
        return version instanceof Soap12 && fault.side() == CallFault.Side.SENDER ? SENDER_STATUS : RECEIVER_STATUS;
    }

    private static void detail(SoapFault soap, CallFault fault) {
        Element detail = child(soap.getOrCreateDetail(), "fault");
        Refusal refusal = fault.refusal();
        child(detail, "code").setTextContent(refusal.code());
        Element text = child(detail, "text");
        child(text, "zh").setTextContent(refusal.text().zh());
        child(text, "en").setTextContent(refusal.text().en());
        if (fault.line() > 0) {
            child(detail, "line").setTextContent(Long.toString(fault.line()));
        }
        if (!fault.element().isEmpty()) {
            child(detail, "element").setTextContent(fault.element());
        }
    }

    private static Element child(Element parent, String name) {
        Element child = parent.getOwnerDocument().createElementNS(CallParser.NAMESPACE, name);
        parent.appendChild(child);
        return child;
    }
}
