package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.xml.ws.Dispatch;
import jakarta.xml.ws.Service;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import javax.security.auth.callback.CallbackHandler;
import javax.xml.namespace.QName;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import org.apache.cxf.Bus;
import org.apache.cxf.BusFactory;
import org.apache.cxf.bus.CXFBusFactory;
import org.apache.cxf.jaxws.DispatchImpl;
import org.apache.cxf.staxutils.StaxUtils;
import org.apache.cxf.ws.security.wss4j.WSS4JOutInterceptor;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.xml.security.Init;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client of the README, in Java with CXF. */
class CxfClientTest {

    @TempDir
    Path folder;

    @Test
    void signsItsMessagesWithItsCertificate() throws Exception {
        // what a client's own JVM does by itself: here the door came first and wants no providers of the JVM changed
        Init.init();
        Path keys = folder.resolve("vehicles.p12");
        try (OutputStream out = Files.newOutputStream(keys)) {
            TestDoor.MINE.store().store(out, TestAuthority.PASSWORD);
        }
        Bus bus = new CXFBusFactory().createBus();
        BusFactory.setThreadDefaultBus(bus);
        try (TestDoor door = new TestDoor()) {
            String call = TestDoor.publish("vehicles", "2026-11-25-001", TestDoor.record("plate", "云A00001"));

            String answer = publish(door.uri("/soap/publish").toString(), keys, call);

            assertThat(answer).contains("received>1</");
            assertThat(door.hub().calls()).hasSize(1);
        } finally {
            BusFactory.clearDefaultBusForAnyThread(bus);
            bus.shutdown(true);
        }
    }

    private static String publish(String address, Path keys, String call) throws Exception {
        Properties crypto = new Properties();
        crypto.put("org.apache.wss4j.crypto.provider", "org.apache.wss4j.common.crypto.Merlin");
        crypto.put("org.apache.wss4j.crypto.merlin.keystore.type", "PKCS12");
        crypto.put("org.apache.wss4j.crypto.merlin.keystore.file", keys.toString());
        crypto.put("org.apache.wss4j.crypto.merlin.keystore.password", "changeit");

        Map<String, Object> security = new HashMap<>();
        security.put("action", "Timestamp Signature");
        security.put("signatureUser", "key");
        security.put("passwordCallbackRef", (CallbackHandler) callbacks -> {
            for (var callback : callbacks) {
                ((WSPasswordCallback) callback).setPassword("changeit");
            }
        });
        security.put("signaturePropRefId", "crypto");
        security.put("crypto", crypto);
        security.put("signatureKeyIdentifier", "DirectReference");
        security.put("signatureAlgorithm", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");
        security.put("signatureDigestAlgorithm", "http://www.w3.org/2001/04/xmlenc#sha256");
        security.put(
                "signatureParts",
                "{Element}{http://schemas.xmlsoap.org/soap/envelope/}Body;"
                        + "{Element}{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}Timestamp");

        Service service = Service.create(
                URI.create(address + "?wsdl").toURL(), new QName("urn:chama:publish:1", "PublishService"));
        Dispatch<Source> dispatch = service.createDispatch(
                new QName("urn:chama:publish:1", "PublishSoap11Port"), Source.class, Service.Mode.PAYLOAD);
        ((DispatchImpl<Source>) dispatch).getClient().getOutInterceptors().add(new WSS4JOutInterceptor(security));
        return StaxUtils.toString(dispatch.invoke(new StreamSource(new StringReader(call))));
    }
}
