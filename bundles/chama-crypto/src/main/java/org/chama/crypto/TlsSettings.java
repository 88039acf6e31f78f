package org.chama.crypto;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chama.api.RefusedException;

/** Where the TLS doors listen and what they speak, checked. */
record TlsSettings(String address, int httpPort, int brokerPort, List<String> protocols) {

    private static final List<String> ALLOWED = List.of("TLSv1.3", "TLSv1.2");
    private static final int LAST_PORT = 65535;

    TlsSettings {
        address = address.strip();
        if (address.isEmpty() || unknown(address).isPresent()) {
            throw refused(
                    "address 应为本机的 IP 地址或可解析的主机名：" + address,
                    "address is an IP address of this machine or a host name that resolves: " + address);
        }
        if (!isPort(httpPort) || !isPort(brokerPort) || httpPort == brokerPort) {
            throw refused(
                    "http.port 和 broker.port 应为 1 至 65535 之间的两个不同端口。",
                    "http.port and broker.port are two different ports of 1 to 65535.");
        }
        protocols = split(protocols);
        if (protocols.isEmpty() || !ALLOWED.containsAll(protocols)) {
            throw refused("protocols 只能包含 TLSv1.3 和 TLSv1.2。", "protocols holds nothing but TLSv1.3 and TLSv1.2.");
        }
    }

    private static boolean isPort(int port) {
        return port > 0 && port <= LAST_PORT;
    }

    /** A {@code .cfg} file gives a list as one string. */
    private static List<String> split(List<String> given) {
        List<String> parts = new ArrayList<>();
        for (String some : given) {
            for (String part : some.split(",")) {
                if (!part.isBlank() && !parts.contains(part.strip())) {
                    parts.add(part.strip());
                }
            }
        }
        return List.copyOf(parts);
    }

    private static Optional<UnknownHostException> unknown(String address) {
        try {
            InetAddress.getByName(address);
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(e);
        }
    }

    static RefusedException refused(String zh, String en) {
        return new RefusedException("tls-setting", "etc/org.chama.tls.cfg：" + zh, "etc/org.chama.tls.cfg: " + en);
    }
}
