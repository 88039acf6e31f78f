package org.chama.broker;

import java.util.Map;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.client.impl.ServerLocatorImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMConnectorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;

/** Judges the URL of a broker outside: what leaves this machine leaves it encrypted, to a host that proved its name. */
final class Outside {

    private Outside() {}

    /** @throws IllegalArgumentException with a sentence for the operator */
    static void requireSafe(String url) {
        try (ServerLocator locator = ServerLocatorImpl.newLocator(url)) {
            TransportConfiguration[] hosts = locator.getStaticTransportConfigurations();
            if (hosts == null || hosts.length == 0) {
                throw refused("须列出各台主机（tcp://…），不得用组播发现", "it must list its hosts (tcp://…), discovery is not taken");
            }
            for (TransportConfiguration host : hosts) {
                requireSafe(host);
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw refused("格式不正确", "it is malformed");
        }
    }

    private static void requireSafe(TransportConfiguration configuration) {
        Map<String, Object> parameters = configuration.getParams();
        String host = text(parameters, TransportConstants.HOST_PROP_NAME);
        if (configuration.getFactoryClassName().equals(InVMConnectorFactory.class.getName()) || isLoopback(host)) {
            return;
        }
        if (!text(parameters, TransportConstants.SSL_ENABLED_PROP_NAME).equals("true")) {
            throw refused(
                    "主机 " + host + " 不是本机，须加密：加上 ?sslEnabled=true 与 trustStorePath 等参数",
                    "the host " + host + " is not this machine and must be reached by TLS: add ?sslEnabled=true with"
                            + " trustStorePath and the like");
        }
        if (text(parameters, TransportConstants.TRUST_ALL_PROP_NAME).equals("true")
                || text(parameters, TransportConstants.VERIFY_HOST_PROP_NAME).equals("false")) {
            throw refused(
                    "须核对主机 " + host + " 的证书：去掉 trustAll 与 verifyHost=false",
                    "the certificate of the host " + host
                            + " must be checked: leave out trustAll and verifyHost=false");
        }
    }

    private static String text(Map<String, Object> parameters, String name) {
        return String.valueOf(parameters.getOrDefault(name, "")).strip();
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.equals("::1")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static IllegalArgumentException refused(String zh, String en) {
        return new IllegalArgumentException(
                "不使用 external.url 所指的消息代理：" + zh + " / the broker of external.url is not used: " + en);
    }
}
