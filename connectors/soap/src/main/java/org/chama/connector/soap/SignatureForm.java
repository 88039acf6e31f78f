package org.chama.connector.soap;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What a WS-Security signature must look like before anything is computed: references by id to whole elements, exclusive canonical
 * form and nothing else, RSA or ECDSA with SHA-256 or better, and the key in the one token beside it.
 */
final class SignatureForm {

    static final String DS = "http://www.w3.org/2000/09/xmldsig#";

    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private static final Set<String> METHODS = Set.of(
            MORE + "rsa-sha256",
            MORE + "rsa-sha384",
            MORE + "rsa-sha512",
            MORE + "ecdsa-sha256",
            MORE + "ecdsa-sha384",
            MORE + "ecdsa-sha512");
    private static final Set<String> DIGESTS = Set.of(
            "http://www.w3.org/2001/04/xmlenc#sha256", MORE + "sha384", "http://www.w3.org/2001/04/xmlenc#sha512");
    private static final int MOST_REFERENCES = 10;

    private final List<String> references = new ArrayList<>();
    private final String token;

    /** @throws BreachException when it is of another form */
    SignatureForm(Element signature) {
        List<Element> parts = children(signature);
        require(
                parts.size() == 3
                        && is(parts.get(0), DS, "SignedInfo")
                        && is(parts.get(1), DS, "SignatureValue")
                        && is(parts.get(2), DS, "KeyInfo"),
                "Signature 须依次含有 SignedInfo、SignatureValue、KeyInfo",
                "a Signature holds SignedInfo, SignatureValue and KeyInfo");
        signedInfo(children(parts.get(0)));
        this.token = token(parts.get(2));
    }

    static Set<String> methods() {
        return METHODS;
    }

    static Set<String> digests() {
        return DIGESTS;
    }

    static String canonical() {
        return EXCLUSIVE;
    }

    /** Ids of the signed elements. */
    List<String> references() {
        return references;
    }

    /** Id of the token with the certificate. */
    String token() {
        return token;
    }

    private void signedInfo(List<Element> parts) {
        require(
                parts.size() >= 3
                        && parts.size() <= 2 + MOST_REFERENCES
                        && is(parts.get(0), DS, "CanonicalizationMethod")
                        && is(parts.get(1), DS, "SignatureMethod"),
                "SignedInfo 的内容不被接受",
                "the content of SignedInfo is not taken");
        requireExclusive(parts.get(0));
        require(
                METHODS.contains(parts.get(1).getAttribute("Algorithm"))
                        && children(parts.get(1)).isEmpty(),
                "签名算法须为 RSA 或 ECDSA 加 SHA-256 以上",
                "the signature must be RSA or ECDSA with SHA-256 or better");
        for (Element reference : parts.subList(2, parts.size())) {
            references.add(reference(reference));
        }
    }

    private static String reference(Element reference) {
        List<Element> parts = children(reference);
        require(
                is(reference, DS, "Reference")
                        && parts.size() == 3
                        && is(parts.get(0), DS, "Transforms")
                        && is(parts.get(1), DS, "DigestMethod")
                        && is(parts.get(2), DS, "DigestValue"),
                "Reference 须含有 Transforms、DigestMethod、DigestValue",
                "a Reference holds Transforms, DigestMethod and DigestValue");
        List<Element> transforms = children(parts.get(0));
        require(
                transforms.size() == 1 && is(transforms.get(0), DS, "Transform"),
                "只接受一个变换",
                "only one transform is taken");
        requireExclusive(transforms.get(0));
        require(
                DIGESTS.contains(parts.get(1).getAttribute("Algorithm"))
                        && children(parts.get(1)).isEmpty(),
                "摘要算法须为 SHA-256 以上",
                "the digest must be SHA-256 or better");
        return id(reference.getAttribute("URI"));
    }

    private static void requireExclusive(Element method) {
        List<Element> parts = children(method);
        require(
                EXCLUSIVE.equals(method.getAttribute("Algorithm"))
                        && (parts.isEmpty() || parts.size() == 1 && is(parts.get(0), EXCLUSIVE, "InclusiveNamespaces")),
                "只接受 exclusive C14N，不接受其他变换",
                "only exclusive C14N is taken, no other transform");
    }

    private static String token(Element keyInfo) {
        List<Element> parts = children(keyInfo);
        require(
                parts.size() == 1 && is(parts.get(0), WsSecurity.WSSE, "SecurityTokenReference"),
                "KeyInfo 须含有一个 SecurityTokenReference",
                "KeyInfo holds one SecurityTokenReference");
        List<Element> references = children(parts.get(0));
        require(
                references.size() == 1
                        && is(references.get(0), WsSecurity.WSSE, "Reference")
                        && WsSecurity.X509.equals(references.get(0).getAttribute("ValueType")),
                "KeyInfo 须指向同一 Security 头中的 X509v3 令牌",
                "KeyInfo points at the X509v3 token in the same Security header");
        return id(references.get(0).getAttribute("URI"));
    }

    private static String id(String uri) {
        require(
                uri.length() > 1 && uri.charAt(0) == '#' && uri.indexOf('(') < 0,
                "引用须为 #Id",
                "a reference must be #Id");
        return uri.substring(1);
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    static void require(boolean kept, String zh, String en) {
        if (!kept) {
            throw new BreachException(zh, en);
        }
    }
}
