package org.chama.directory;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The network an address is counted with: IPv4 /24, IPv6 /48. */
final class Network {

    /** Of an address that is none. */
    static final String UNKNOWN = "unknown";

    private static final int LONGEST = 64;

    private Network() {}

    /** Never asks a name server: only numeric addresses are looked at. */
    static String of(String address) {
        if (address.isEmpty()) {
            return "local";
        }
        if (address.length() > LONGEST) {
            return UNKNOWN;
        }
        return address.indexOf(':') < 0 ? four(address) : six(address);
    }

    private static String four(String address) {
        int[] parts = new int[4];
        int part = 0;
        int digits = 0;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '.' && digits > 0 && part < 3) {
                part++;
                digits = 0;
            } else if (c >= '0' && c <= '9' && digits < 3) {
                parts[part] = parts[part] * 10 + c - '0';
                digits++;
            } else {
                return UNKNOWN;
            }
        }
        boolean right = part == 3 && digits > 0 && parts[0] < 256 && parts[1] < 256 && parts[2] < 256 && parts[3] < 256;
        return right ? parts[0] + "." + parts[1] + "." + parts[2] + ".0/24" : UNKNOWN;
    }

    /** Brackets make it a literal and nothing else. */
    private static String six(String address) {
        int zone = address.indexOf('%');
        try {
            byte[] bytes = InetAddress.getByName("[" + (zone < 0 ? address : address.substring(0, zone)) + "]")
                    .getAddress();
            if (bytes.length == 4) {
                return (bytes[0] & 0xFF) + "." + (bytes[1] & 0xFF) + "." + (bytes[2] & 0xFF) + ".0/24";
            }
            return group(bytes, 0) + ":" + group(bytes, 2) + ":" + group(bytes, 4) + "::/48";
        } catch (UnknownHostException e) {
            return UNKNOWN;
        }
    }

    private static String group(byte[] bytes, int at) {
        return Integer.toHexString((bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF);
    }
}
