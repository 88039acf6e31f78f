package org.chama.connector.soap;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.cxf.Bus;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;

/**
 * {@code POST /soap/publish} takes a call, {@code GET /soap/publish?wsdl} gives the contract, nothing else is there. Thread-safe.
 */
final class PublishServlet extends CXFNonSpringServlet {

    private static final long serialVersionUID = 1L;
    private static final String ADDRESS_IN_WSDL = "http://127.0.0.1:8181/soap/publish";

    private final transient Supplier<Bus> endpoint;
    private final long maxBodyBytes;
    private final String wsdl;

    /** @param endpoint makes a bus with the endpoint on it, for each time the server begins with this servlet */
    PublishServlet(Supplier<Bus> endpoint, long maxBodyBytes) {
        this.endpoint = endpoint;
        this.maxBodyBytes = maxBodyBytes;
        this.wsdl = text();
    }

    /** A server that is set up anew, as when HTTPS is opened, ends its servlets and begins with them again. */
    @Override
    public void init(ServletConfig config) throws ServletException {
        setBus(endpoint.get());
        super.init(config);
    }

    @Override
    public void destroy() {
        Bus bus = getBus();
        super.destroy();
        if (bus != null) {
            bus.shutdown(true);
        }
    }

    @Override
    public void service(ServletRequest from, ServletResponse to) throws ServletException, IOException {
        HttpServletRequest request = (HttpServletRequest) from;
        HttpServletResponse response = (HttpServletResponse) to;
        if (!request.isSecure() && !SoapDoor.loopback(request.getLocalAddr())) {
            // however the server came to listen there: plain HTTP is for this machine
            plain(response, HttpServletResponse.SC_FORBIDDEN, "明文 HTTP 只供本机使用 / plain HTTP is for this machine only");
        } else if (!PublishEndpoint.ADDRESS.equals(request.getPathInfo())) {
            plain(response, HttpServletResponse.SC_NOT_FOUND, "没有此地址 / nothing is here");
        } else if ("POST".equals(request.getMethod())) {
            String id = UUID.randomUUID().toString();
            response.setHeader("X-Request-Id", id);
            Incoming incoming = new Incoming(request, id, maxBodyBytes);
            try {
                super.service(incoming, response);
            } finally {
                incoming.end();
            }
        } else if (!"GET".equals(request.getMethod()) && !"HEAD".equals(request.getMethod())) {
            response.setHeader("Allow", "GET, HEAD, POST");
            plain(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "只接受 POST / POST only");
        } else if ("wsdl".equalsIgnoreCase(request.getQueryString())) {
            String address = escaped(request.getRequestURL().toString());
            write(response, HttpServletResponse.SC_OK, "text/xml", wsdl.replace(ADDRESS_IN_WSDL, address));
        } else {
            plain(response, HttpServletResponse.SC_NOT_FOUND, "接口说明在 ?wsdl / the contract is at ?wsdl");
        }
    }

    private static void plain(HttpServletResponse response, int status, String text) throws IOException {
        write(response, status, "text/plain", text + "\n");
    }

    private static void write(HttpServletResponse response, int status, String mediaType, String text)
            throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(mediaType + ";charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (status >= HttpServletResponse.SC_BAD_REQUEST) {
            // a body may still be on its way; nobody reads it
            response.setHeader("Connection", "close");
        }
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String escaped(String address) {
        return address.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String text() {
        try (InputStream in = PublishEndpoint.wsdl().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the WSDL of this bundle cannot be read", e);
        }
    }
}
