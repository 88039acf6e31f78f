package org.chama.connector.soap;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import org.chama.api.access.Origin;

/** A POST as CXF may see it: a bounded body, a media type without parameters, no asynchronous processing. */
final class Incoming extends HttpServletRequestWrapper {

    private static final String ATTRIBUTE = Incoming.class.getName();

    private final Origin origin;
    private final String mediaType;
    private final Optional<String> charset;
    private final BoundedBody body;
    private final Deque<Runnable> ends = new ArrayDeque<>();

    /** @param requestId by which this call is known, to the caller too */
    Incoming(HttpServletRequest request, String requestId, long limit) {
        super(request);
        this.origin = new Origin(Origin.Channel.SOAP, request.getRemoteAddr(), requestId);
        String contentType = request.getContentType() == null ? "text/xml" : request.getContentType();
        int semicolon = contentType.indexOf(';');
        this.mediaType = (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
                .strip()
                .toLowerCase(Locale.ROOT);
        this.charset = semicolon < 0 ? Optional.empty() : parameter(contentType.substring(semicolon + 1), "charset");
        this.body = new BoundedBody(request, limit);
        request.setAttribute(ATTRIBUTE, this);
    }

    static Incoming of(HttpServletRequest request) {
        return (Incoming) request.getAttribute(ATTRIBUTE);
    }

    /** @throws CallFault when the request must not be read at all */
    void check() {
        if (!mediaType.equals("text/xml")
                && !mediaType.equals("application/soap+xml")
                && !mediaType.equals("application/xml")) {
            throw CallFault.mediaType(
                    "只接受 text/xml 或 application/soap+xml 的报文，不接受附件（MTOM）",
                    "only text/xml or application/soap+xml is taken, no attachments (MTOM）");
        }
        String encoding = getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw CallFault.mediaType("不接受压缩的报文", "compressed messages are not taken");
        }
        if (body.heldBack()) {
            throw CallFault.keepIt(body.limit());
        }
        if (body.exceeded()) {
            throw tooLarge();
        }
    }

    CallFault tooLarge() {
        return CallFault.tooLarge(body.limit());
    }

    /** Whether the media type is that of SOAP 1.2. */
    boolean soap12() {
        return mediaType.equals("application/soap+xml");
    }

    /** The charset of the Content-Type; without one the XML declaration decides. */
    Optional<String> charset() {
        return charset;
    }

    /** What is done when the call has been answered, however. */
    void atEnd(Runnable step) {
        ends.push(step);
    }

    /** The call has been answered. */
    void end() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }

    Origin origin() {
        return origin;
    }

    BoundedBody body() {
        return body;
    }

    @Override
    public ServletInputStream getInputStream() {
        return body;
    }

    @Override
    public String getContentType() {
        return mediaType;
    }

    /** CXF insists on a charset it knows; the body is decoded by {@link Opening} alone. */
    @Override
    public String getCharacterEncoding() {
        return StandardCharsets.UTF_8.name();
    }

    @Override
    public boolean isAsyncSupported() {
        return false;
    }

    private static Optional<String> parameter(String parameters, String name) {
        for (String part : parameters.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
                String value = part.substring(equals + 1).strip();
                boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
            }
        }
        return Optional.empty();
    }
}
