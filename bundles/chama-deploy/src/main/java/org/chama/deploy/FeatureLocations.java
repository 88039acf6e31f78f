package org.chama.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.chama.api.RefusedException;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/**
 * Where a features file (Karaf features 1.x) has its bundles, files and further features from: only from {@code mvn:} coordinates, which
 * are the node's own repository. Code from anywhere else would be nobody's that signed.
 */
final class FeatureLocations extends DefaultHandler2 {

    private static final Set<String> LOCATED =
            Set.of("bundle", "repository", "resource-repository", "configfile", "library");

    /** Ends the reading of what is no features file. */
    private static final class Other extends SAXException {
        private static final long serialVersionUID = 1L;
    }

    private final StringBuilder text = new StringBuilder();
    private boolean inside;
    private boolean typed;
    private boolean features;

    private FeatureLocations() {}

    /** Returns whether it is a features file. @throws RefusedException when it is one and names another location */
    static boolean check(InputStream in) throws IOException {
        FeatureLocations locations = new FeatureLocations();
        try {
            XMLReader reader = reader();
            reader.setContentHandler(locations);
            reader.setErrorHandler(locations);
            reader.setEntityResolver(locations);
            reader.setProperty("http://xml.org/sax/properties/lexical-handler", locations);
            reader.parse(new InputSource(in));
        } catch (Other e) {
            return false;
        } catch (SAXException e) {
            if (locations.features) {
                throw new RefusedException(
                        "features-broken", "功能仓库不是完整的 XML", "the features file is no well-formed XML");
            }
        }
        return locations.features;
    }

    private static XMLReader reader() throws SAXException {
        try {
            // newDefaultNSInstance() is not there in the runtime, which replaces this class of the JDK
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newSAXParser().getXMLReader();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java reads XML", e);
        }
    }

    @Override
    public void startDTD(String name, String publicId, String systemId) {
        typed = true;
    }

    @Override
    public void startElement(String uri, String name, String qualified, Attributes attributes) throws SAXException {
        if (!inside) {
            if (!name.equals("features")) {
                throw new Other();
            }
            inside = true;
            features = true;
            if (typed) {
                throw new SAXException("a document type");
            }
        }
        text.setLength(0);
        if (name.equals("config") && attributes.getValue("external") != null) {
            require(attributes.getValue("external").strip().equals("false"), "config external");
        }
    }

    @Override
    public void characters(char[] characters, int from, int length) {
        text.append(characters, from, length);
    }

    @Override
    public void endElement(String uri, String name, String qualified) {
        if (LOCATED.contains(name)) {
            requireMaven(text.toString().strip());
        }
        text.setLength(0);
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXParseException {
        throw e;
    }

    /** @throws RefusedException when it is anything but coordinates; {@code mvn:} can name a server too, before a {@code !} */
    static void requireMaven(String location) {
        require(
                location.startsWith("mvn:")
                        && location.chars()
                                .skip("mvn:".length())
                                .allMatch(c -> c >= 'a' && c <= 'z'
                                        || c >= 'A' && c <= 'Z'
                                        || c >= '0' && c <= '9'
                                        || "._-+/".indexOf(c) >= 0),
                location);
    }

    private static void require(boolean holds, String location) {
        if (!holds) {
            String shown = JarSignature.safe(location);
            throw new RefusedException(
                    "location-not-allowed",
                    "功能仓库只能引用 mvn:组/构件/版本: " + shown,
                    "features name mvn:group/artifact/version only: " + shown);
        }
    }
}
