package org.chama.rest;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.cxf.Bus;
import org.apache.cxf.bus.CXFBusFactory;
import org.apache.cxf.endpoint.Server;
import org.apache.cxf.jaxrs.JAXRSServerFactoryBean;
import org.apache.cxf.transport.servlet.CXFNonSpringServlet;
import org.apache.cxf.transport.servlet.ServletController;

/** The REST interface: a CXF bus and JAX-RS server of its own that live as long as the servlet. */
final class ApiServlet extends CXFNonSpringServlet {

    static final String PATH = "/api/v1";

    private static final long serialVersionUID = 1L;

    private static final int SMALL = 65_536;

    private final transient Platform platform;
    private final transient Entrance entrance;
    private transient Server server;

    ApiServlet(Platform platform) {
        this.platform = platform;
        entrance = new Entrance(platform);
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        inCxf(() -> {
            Bus bus = new CXFBusFactory().createBus();
            bus.setProperty("wadl.service.description.available", "false");
            bus.setExtension(CXFNonSpringServlet.class.getClassLoader(), ClassLoader.class);
            setBus(bus);
            super.init(config);
            server = server(bus);
        });
    }

    @Override
    protected ServletController createServletController(ServletConfig config) {
        return super.createServletController(new WithoutServiceList(config));
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        if (Guard.passes(asked, answer)) {
            try {
                Optional<HttpServletRequest> admitted = entrance.admit(asked, answer);
                if (admitted.isPresent()) {
                    HangingUp watched = new HangingUp(answer);
                    admitted.get().setAttribute(HangingUp.class.getName(), watched);
                    serve(admitted.get(), watched);
                    finish(admitted.get());
                }
            } finally {
                Entrance.left(asked);
            }
        }
    }

    /**
     * Reads what an operation left of a small body, so that the connection can be used again: the server would cut it, and a client that
     * has it in its pool would fail at its next request. Nothing is read of somebody unknown, or of who expects to be told to go on.
     */
    private static void finish(HttpServletRequest request) throws IOException {
        long length = request.getContentLengthLong();
        Visit visit = (Visit) request.getAttribute(Visit.ATTRIBUTE);
        if (visit.caller().identity().isKnown()
                && length > 0
                && length <= SMALL
                && request.getHeader("Expect") == null) {
            request.getInputStream().readNBytes(SMALL);
        }
    }

    /** PATCH goes where the other methods go: left alone, Jakarta's servlet would answer it with an empty 405. */
    private void serve(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (request.getMethod().equals("PATCH")) {
            handleRequest(request, response);
        } else {
            super.service(request, response);
        }
    }

    @Override
    public void destroy() {
        Bus bus = getBus();
        if (server != null) {
            server.destroy();
        }
        super.destroy();
        if (bus != null) {
            bus.shutdown(true);
        }
    }

    private Server server(Bus bus) {
        JAXRSServerFactoryBean factory = new JAXRSServerFactoryBean();
        factory.setBus(bus);
        factory.setAddress("/");
        factory.setServiceBeans(resources(platform));
        factory.setProviders(List.of(
                new JsonBodyWriter(),
                new Problems(),
                new Visits(),
                new Permissions(platform),
                new KnownParameters(),
                new NeverStored()));
        factory.setProperties(properties());
        return factory.create();
    }

    static List<Object> resources(Platform platform) {
        return List.of(
                new DatasetsResource(platform),
                new OpenResource(platform),
                new ArrivalsResource(platform),
                new BatchesResource(platform),
                new QuarantineResource(platform),
                new ReleasesResource(platform),
                new ConnectorsResource(platform),
                new SessionResource(platform),
                new RegionsResource(platform),
                new DepartmentsResource(platform),
                new AccountsResource(platform),
                new ClientsResource(platform),
                new ResponsibilitiesResource(platform),
                new LedgerResource(platform),
                new AlarmsResource(platform),
                new KeysResource(platform),
                new StatuteResource(platform),
                new OpenApiResource());
    }

    /** Wrong requests are answered, not logged: their paths may hold what must not be in a log. */
    private static Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        properties.put("org.apache.cxf.jaxrs.allow.http.method.override", false);
        for (String exception :
                List.of("NotFound", "NotAllowed", "NotAcceptable", "NotSupported", "BadRequest", "ClientError")) {
            properties.put("jakarta.ws.rs." + exception + "Exception.log.level", "FINEST");
        }
        return properties;
    }

    /** CXF finds its extensions by the thread's class loader. */
    private static void inCxf(Step step) throws ServletException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(CXFNonSpringServlet.class.getClassLoader());
        try {
            step.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** CXF answers any path that ends with {@code /services} by a page of its own, unless told not to. */
    private record WithoutServiceList(ServletConfig config) implements ServletConfig {

        @Override
        public String getInitParameter(String name) {
            return name.equals("hide-service-list-page") ? "true" : config.getInitParameter(name);
        }

        @Override
        public String getServletName() {
            return config.getServletName();
        }

        @Override
        public ServletContext getServletContext() {
            return config.getServletContext();
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return config.getInitParameterNames();
        }
    }

    /** Something done inside CXF's class loader. */
    @FunctionalInterface
    private interface Step {
        void run() throws ServletException;
    }
}
