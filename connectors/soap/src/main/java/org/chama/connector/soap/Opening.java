package org.chama.connector.soap;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.cxf.binding.soap.Soap11;
import org.apache.cxf.binding.soap.Soap12;
import org.apache.cxf.binding.soap.SoapMessage;
import org.apache.cxf.phase.AbstractPhaseInterceptor;
import org.apache.cxf.phase.Phase;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.chama.api.RefusedException;
import org.chama.api.access.Caller;
import org.chama.api.access.UnprovedBytes;
import org.w3c.dom.Element;

/**
 * First on the way in: judges the request before a byte is read, opens it with our own limits in place of CXF's reader, and finds out
 * who calls before the Body is looked at. Afterwards the reader stands behind the start of the Body.
 */
final class Opening extends AbstractPhaseInterceptor<SoapMessage> {

    /** A signed message lies in memory as a whole. */
    private static final int LARGEST_SIGNED = 8 << 20;

    /** All those messages together. */
    private static final long MOST_SIGNED = 96L << 20;

    private static final Duration ARRIVES = Duration.ofSeconds(60);
    private static final int TREES = 2;
    private static final long PATIENCE_SECONDS = 10;

    private final Guards guards;
    private final Replays replays;
    private final UnprovedBytes unproved = new UnprovedBytes(MOST_SIGNED);
    private final Semaphore trees = new Semaphore(TREES);

    Opening(Guards guards, Replays replays) {
        super(Phase.RECEIVE);
        this.guards = guards;
        this.replays = replays;
    }

    @Override
    public void handleMessage(SoapMessage message) {
        Incoming incoming = incoming(message);
        // a fault before the Envelope is known is answered in the version the media type names
        message.setVersion(incoming.soap12() ? Soap12.getInstance() : Soap11.getInstance());
        message.getExchange().put("cxf.io.cacheinput", Boolean.FALSE);
        incoming.check();
        try {
            open(message, incoming);
        } catch (XMLStreamException e) {
            throw Xml.fault(e, incoming);
        } catch (IOException e) {
            throw Xml.fault(new XMLStreamException(e), incoming);
        }
        message.removeContent(InputStream.class);
    }

    static Incoming incoming(SoapMessage message) {
        return Incoming.of((HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST));
    }

    private void open(SoapMessage message, Incoming incoming) throws IOException, XMLStreamException {
        SignIn signIn = new SignIn(guards, incoming, incoming.origin());
        if (signIn.isSigned()) {
            signIn.signature(() -> load(incoming));
        }
        XMLStreamReader reader = Xml.open(incoming.body(), incoming.charset());
        Head head = new Head(reader);
        message.setVersion(head.version());
        Optional<WsSecurity> security = security(head, signIn);
        if (security.filter(WsSecurity::isSigned).isPresent()) {
            reader = verified(head, reader, security.get(), signIn, incoming);
        }
        if (security.filter(WsSecurity::names).isPresent()) {
            signIn.user(security.get());
        }
        message.getExchange().put(Caller.class, signIn.caller());
        reader.next();
        message.setContent(XMLStreamReader.class, reader);
    }

    /** Reads what is left of a message into memory, where it counts until the call is answered. */
    private byte[] load(Incoming incoming) throws IOException {
        try {
            UnprovedBytes.Held held = unproved.read(incoming.body(), LARGEST_SIGNED, ARRIVES);
            incoming.atEnd(held::close);
            byte[] bytes = held.bytes();
            incoming.body().load(bytes);
            return bytes;
        } catch (RefusedException e) {
            throw CallFault.unread(e.refusal(), LARGEST_SIGNED);
        }
    }

    private static Optional<WsSecurity> security(Head head, SignIn signIn) {
        try {
            return head.security().map(WsSecurity::new);
        } catch (BreachException e) {
            throw signIn.refuse("", e.refusal());
        }
    }

    /** A reader of the verified tree at the start of the verified Body. The whole message is here before a place for a tree is taken. */
    private XMLStreamReader verified(
            Head head, XMLStreamReader reader, WsSecurity security, SignIn signIn, Incoming incoming)
            throws IOException, XMLStreamException {
        load(incoming);
        acquire();
        incoming.atEnd(trees::release);
        try {
            Element body = rest(head, reader);
            signIn.signed(security.verify(head.tree(), body), replays);
            TreeReader again =
                    new TreeReader(head.tree().document(), head.tree().lines());
            while (again.getEventType() != XMLStreamConstants.START_ELEMENT || again.getCurrentElement() != body) {
                again.next();
            }
            return again;
        } catch (BreachException e) {
            throw signIn.refuse("", e.refusal());
        }
    }

    /** Copies the Body and what follows it into the tree: the end of the Envelope, and nothing but blanks. */
    private static Element rest(Head head, XMLStreamReader reader) throws XMLStreamException {
        Element body = head.tree().open(head.envelope());
        head.tree().fill(body);
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                throw CallFault.at(
                        "invalid-message",
                        reader.getLocation().getLineNumber(),
                        "Envelope",
                        "Body 之后不得有元素",
                        "holds an element after the Body");
            }
            head.tree().leaf(head.envelope());
        }
        while (reader.hasNext()) {
            reader.next();
        }
        return body;
    }

    private void acquire() {
        try {
            if (!trees.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw CallFault.tryAgain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallFault.tryAgain();
        }
    }
}
