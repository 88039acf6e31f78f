package org.chama.connector.soap;

import java.io.IOException;
import java.net.URL;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;
import org.apache.cxf.Bus;
import org.apache.cxf.BusException;
import org.apache.cxf.BusFactory;
import org.apache.cxf.binding.Binding;
import org.apache.cxf.binding.BindingFactoryManager;
import org.apache.cxf.binding.soap.interceptor.CheckFaultInterceptor;
import org.apache.cxf.binding.soap.interceptor.MustUnderstandInterceptor;
import org.apache.cxf.binding.soap.interceptor.ReadHeadersInterceptor;
import org.apache.cxf.binding.soap.interceptor.SoapActionInInterceptor;
import org.apache.cxf.binding.soap.interceptor.SoapHeaderInterceptor;
import org.apache.cxf.binding.soap.interceptor.StartBodyInterceptor;
import org.apache.cxf.bus.CXFBusFactory;
import org.apache.cxf.endpoint.Endpoint;
import org.apache.cxf.endpoint.EndpointException;
import org.apache.cxf.endpoint.EndpointImpl;
import org.apache.cxf.endpoint.ServerImpl;
import org.apache.cxf.interceptor.AttachmentInInterceptor;
import org.apache.cxf.interceptor.AttachmentOutInterceptor;
import org.apache.cxf.interceptor.Interceptor;
import org.apache.cxf.interceptor.OutgoingChainInterceptor;
import org.apache.cxf.interceptor.ServiceInvokerInterceptor;
import org.apache.cxf.interceptor.StaxInInterceptor;
import org.apache.cxf.logging.FaultListener;
import org.apache.cxf.message.Message;
import org.apache.cxf.service.Service;
import org.apache.cxf.service.model.EndpointInfo;
import org.apache.cxf.wsdl.interceptors.BareOutInterceptor;
import org.apache.cxf.wsdl.interceptors.DocLiteralInInterceptor;
import org.apache.cxf.wsdl.interceptors.WrappedOutInterceptor;
import org.apache.cxf.wsdl11.WSDLServiceFactory;
import org.chama.api.dataset.Datasets;

/**
 * Builds the endpoint from the WSDL, on a CXF bus of its own. No generated classes, no data binding, no attachments: our interceptors
 * open, read and write the message, CXF does HTTP, the envelope, its headers and its faults. The SOAPAction is not looked at.
 */
final class PublishEndpoint {

    /** Path below the servlet. */
    static final String ADDRESS = "/publish";

    private static final QName SERVICE = new QName(CallParser.NAMESPACE, "PublishService");

    /** The port whose binding takes both versions of SOAP; that of SOAP 1.1 would refuse 1.2. */
    private static final QName PORT = new QName(CallParser.NAMESPACE, "PublishSoap12Port");

    private static final Set<Class<?>> REPLACED = Set.of(
            AttachmentInInterceptor.class,
            AttachmentOutInterceptor.class,
            StaxInInterceptor.class,
            ReadHeadersInterceptor.class,
            StartBodyInterceptor.class,
            CheckFaultInterceptor.class,
            MustUnderstandInterceptor.class,
            SoapActionInInterceptor.class,
            SoapHeaderInterceptor.class,
            DocLiteralInInterceptor.class,
            BareOutInterceptor.class,
            WrappedOutInterceptor.class);

    private PublishEndpoint() {}

    static URL wsdl() {
        return PublishEndpoint.class.getResource("/wsdl/publish.wsdl");
    }

    /** A bus with the running endpoint; whoever has it shuts it down. */
    static Bus open(Guards guards, Publisher publisher, Datasets datasets, int maxRecords) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ClassLoader cxf = CXFBusFactory.class.getClassLoader();
        thread.setContextClassLoader(cxf);
        try {
            Bus bus = new CXFBusFactory().createBus();
            BusFactory.clearDefaultBusForAnyThread(bus);
            bus.setExtension(cxf, ClassLoader.class);
            start(bus, guards, publisher, datasets, maxRecords);
            return bus;
        } catch (BusException | EndpointException | IOException e) {
            throw new IllegalStateException("the SOAP endpoint cannot be built", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void start(Bus bus, Guards guards, Publisher publisher, Datasets datasets, int maxRecords)
            throws BusException, EndpointException, IOException {
        Service service = new WSDLServiceFactory(bus, wsdl().toString(), SERVICE).create();
        service.setInvoker(publisher);
        service.getInInterceptors().add(new ServiceInvokerInterceptor());
        service.getInInterceptors().add(new OutgoingChainInterceptor());

        EndpointInfo info = service.getEndpointInfo(PORT);
        info.setAddress(ADDRESS);
        Endpoint endpoint = new EndpointImpl(bus, service, info);
        replace(endpoint.getBinding());
        endpoint.getInInterceptors().add(new Opening(guards, new Replays(Clock.systemUTC())));
        endpoint.getInInterceptors().add(new ReadCall(datasets, maxRecords));
        endpoint.getOutInterceptors().add(new WriteAnswer());
        Faults faults = new Faults();
        endpoint.getOutFaultInterceptors().add(faults);
        endpoint.put(FaultListener.class.getName(), faults);
        endpoint.put(Message.FAULT_STACKTRACE_ENABLED, Boolean.FALSE);
        endpoint.put(Message.EXCEPTION_MESSAGE_CAUSE_ENABLED, Boolean.FALSE);
        endpoint.put(Message.MTOM_ENABLED, Boolean.FALSE);

        new ServerImpl(
                        bus,
                        endpoint,
                        null,
                        bus.getExtension(BindingFactoryManager.class)
                                .getBindingFactory(info.getBinding().getBindingId()))
                .start();
    }

    private static void replace(Binding binding) {
        for (List<Interceptor<? extends Message>> chain :
                List.of(binding.getInInterceptors(), binding.getOutInterceptors(), binding.getOutFaultInterceptors())) {
            chain.removeIf(interceptor -> REPLACED.contains(interceptor.getClass()));
        }
    }
}
