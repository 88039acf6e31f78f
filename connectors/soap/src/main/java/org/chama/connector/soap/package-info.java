/** The SOAP door: legacy systems publish records by a call (WSDL {@code urn:chama:publish:1}). */
package org.chama.connector.soap;
