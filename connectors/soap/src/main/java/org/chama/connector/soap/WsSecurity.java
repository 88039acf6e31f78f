package org.chama.connector.soap;

import static org.chama.connector.soap.SignatureForm.children;
import static org.chama.connector.soap.SignatureForm.is;
import static org.chama.connector.soap.SignatureForm.require;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.wss4j.common.bsp.BSPEnforcer;
import org.apache.wss4j.common.crypto.AlgorithmSuite;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.crypto.WSProviderConfig;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.message.token.UsernameToken;
import org.apache.wss4j.dom.validate.Validator;
import org.chama.api.access.Authentication;
import org.chama.api.access.Authentication.Outcome;
import org.chama.api.access.Origin;
import org.w3c.dom.Element;

/**
 * One Security header (WSS 1.1, Basic Security Profile): a UsernameToken, or a signature by an X.509 certificate over Body and
 * Timestamp (and UsernameToken), or both. Which certificates belong to whom is not decided by their chain but by
 * {@link Authentication}. Throws {@link BreachException} for whatever proves nothing.
 */
final class WsSecurity {

    static final String WSSE = WSConstants.WSSE_NS;
    static final String X509 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_SECRET = 1024;
    private static final int LONGEST_CERTIFICATE = 16 << 10;
    private static final int LONGEST_NONCE = 256;
    private static final int LEAST_RSA_BITS = 2048;
    private static final Validator TAKES_ANY = (credential, data) -> credential;

    static {
        // the algorithms of the Java runtime are enough; a bundle must not change what other bundles use
        WSSConfig.setAddJceProviders(false);
        WSProviderConfig.setAddJceProviders(false);
    }

    private final Map<String, Element> parts = new HashMap<>();
    private final Element header;

    WsSecurity(Element header) {
        this.header = header;
        for (Element part : children(header)) {
            boolean known = is(part, WSSE, "BinarySecurityToken")
                    || is(part, WSSE, "UsernameToken")
                    || is(part, WSConstants.WSU_NS, "Timestamp")
                    || is(part, SignatureForm.DS, "Signature");
            require(
                    known && parts.put(part.getLocalName(), part) == null,
                    "Security 头只接受 Timestamp、UsernameToken、BinarySecurityToken、Signature，各至多一个",
                    "a Security header holds Timestamp, UsernameToken, BinarySecurityToken and Signature, each at most once");
        }
    }

    static boolean isHeader(Element block) {
        return is(block, WSSE, "Security");
    }

    boolean isSigned() {
        return parts.containsKey("Signature");
    }

    boolean names() {
        return parts.containsKey("UsernameToken");
    }

    /**
     * Who the UsernameToken says it is.
     *
     * @param privately whether nobody on the way can read the message: only then a password may stand in it
     */
    Outcome user(Authentication authentication, Origin origin, boolean privately) {
        UsernameToken token;
        try {
            token = new UsernameToken(parts.get("UsernameToken"), false, new BSPEnforcer());
        } catch (WSSecurityException e) {
            throw new BreachException("UsernameToken 的格式不正确", "the UsernameToken is malformed");
        }
        String name = given(token.getName(), LONGEST_NAME, "Username");
        String password = given(token.getPassword(), LONGEST_SECRET, "Password");
        if (token.isHashed()) {
            String created = given(token.getCreated(), LONGEST_NAME, "Created");
            byte[] nonce = decoded(given(token.getNonce(), LONGEST_NONCE, "Nonce"), "Nonce");
            return authentication.digest(name, nonce, created, password, origin);
        }
        require(
                WSConstants.PASSWORD_TEXT.equals(token.getPasswordType()),
                "Password 的类型须为 PasswordText 或 PasswordDigest",
                "the type of Password must be PasswordText or PasswordDigest");
        require(privately, "明文口令只能经 TLS 或本机回环地址发送", "a password in clear may come by TLS or from this machine only");
        char[] secret = password.toCharArray();
        try {
            return authentication.secret(name, secret, origin);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    /**
     * Verifies the signature over the whole message.
     *
     * @param tree whole, with {@code body} as the one Body of its Envelope: what is read afterwards must be this very element
     */
    Signed verify(Tree tree, Element body) {
        Element token = parts.get("BinarySecurityToken");
        Element timestamp = parts.get("Timestamp");
        require(
                token != null && timestamp != null,
                "签名的报文须带 BinarySecurityToken 和 Timestamp",
                "a signed message carries a BinarySecurityToken and a Timestamp");
        SignatureForm form = new SignatureForm(parts.get("Signature"));
        require(
                tree.withId(form.token()).filter(token::equals).isPresent(),
                "KeyInfo 须指向同一 Security 头中的令牌，且 Id 不得重复",
                "KeyInfo points at the token in the same Security header, and no Id occurs twice");
        X509Certificate certificate = certificate(token);
        List<Element> signed = form.references().stream()
                .map(id -> tree.withId(id).orElse(header))
                .toList();
        requireCovers(signed, body, timestamp);
        WSSecurityEngineResult result = verified();
        List<?> references = (List<?>) result.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
        requireCovers(
                references.stream()
                        .map(reference -> ((WSDataRef) reference).getProtectedElement())
                        .toList(),
                body,
                timestamp);
        require(
                certificate.equals(result.get(WSSecurityEngineResult.TAG_X509_CERTIFICATE)),
                "签名不是由所附证书的密钥所作",
                "the signature was not made by the key of the certificate that came with it");
        return new Signed(certificate, (byte[]) result.get(WSSecurityEngineResult.TAG_SIGNATURE_VALUE));
    }

    /** What a verified signature gives: whose it is, and by what it is known again. */
    record Signed(X509Certificate certificate, byte[] value) {}

    private void requireCovers(List<Element> signed, Element body, Element timestamp) {
        Optional<Element> user = Optional.ofNullable(parts.get("UsernameToken"));
        require(
                signed.stream().anyMatch(element -> element == body)
                        && signed.stream().anyMatch(element -> element == timestamp)
                        && user.filter(token -> signed.stream().noneMatch(element -> element == token))
                                .isEmpty(),
                "签名须覆盖本报文的 Body、Timestamp 和 UsernameToken（如有）",
                "the signature must cover Body, Timestamp and, if there is one, UsernameToken of this message");
    }

    private WSSecurityEngineResult verified() {
        WSSConfig configuration = WSSConfig.getNewInstance();
        configuration.setValidator(WSConstants.SIGNATURE, TAKES_ANY);
        configuration.setValidator(WSConstants.BINARY_TOKEN, TAKES_ANY);
        configuration.setValidator(WSConstants.USERNAME_TOKEN, TAKES_ANY);
        WSSecurityEngine engine = new WSSecurityEngine();
        engine.setWssConfig(configuration);
        RequestData data = new RequestData();
        data.setWssConfig(configuration);
        data.setSigVerCrypto(new Merlin());
        data.setRequireTimestampExpires(true);
        data.setAlgorithmSuite(suite());
        try {
            List<WSSecurityEngineResult> signatures = engine.processSecurityHeader(header, data)
                    .getActionResults()
                    .getOrDefault(WSConstants.SIGN, List.of());
            require(signatures.size() == 1, "须有且只有一个签名", "there must be one signature");
            return signatures.get(0);
        } catch (WSSecurityException e) {
            if (e.getErrorCode() == WSSecurityException.ErrorCode.MESSAGE_EXPIRED) {
                throw new BreachException(
                        "Timestamp 已过期、超前或超过 5 分钟", "the Timestamp has expired, lies ahead or is older than 5 minutes");
            }
            throw new BreachException("签名与报文不符", "the signature does not fit the message");
        }
    }

    private static AlgorithmSuite suite() {
        AlgorithmSuite suite = new AlgorithmSuite();
        SignatureForm.methods().forEach(suite::addSignatureMethod);
        SignatureForm.digests().forEach(suite::addDigestAlgorithm);
        suite.addC14nAlgorithm(SignatureForm.canonical());
        suite.addTransformAlgorithm(SignatureForm.canonical());
        suite.setMinimumAsymmetricKeyLength(LEAST_RSA_BITS);
        return suite;
    }

    private static X509Certificate certificate(Element token) {
        require(
                X509.equals(token.getAttribute("ValueType")) && children(token).isEmpty(),
                "BinarySecurityToken 须为 X509v3 证书",
                "the BinarySecurityToken must be an X509v3 certificate");
        byte[] bytes = decoded(
                given(token.getTextContent(), LONGEST_CERTIFICATE, "BinarySecurityToken"), "BinarySecurityToken");
        try {
            X509Certificate certificate = new Merlin().loadCertificate(new ByteArrayInputStream(bytes));
            certificate.checkValidity();
            return certificate;
        } catch (WSSecurityException e) {
            throw new BreachException("所附证书无法读取", "the certificate that came with it cannot be read");
        } catch (GeneralSecurityException e) {
            throw new BreachException("所附证书不在有效期内", "the certificate that came with it is not valid now");
        }
    }

    private static String given(String text, int longest, String element) {
        require(
                text != null && !text.isEmpty() && text.length() <= longest,
                "缺少 " + element + "，或过长",
                element + " is missing or too long");
        return text;
    }

    private static byte[] decoded(String base64, String element) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new BreachException(element + " 不是 Base64", element + " is no base64");
        }
    }
}
