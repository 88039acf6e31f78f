package org.chama.rest;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.cxf.jaxrs.ext.ContextProvider;
import org.apache.cxf.message.Message;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

/** Hands the methods of resources their visit. */
public final class Visits implements ContextProvider<Visit> {

    @Override
    public Visit createContext(Message message) {
        HttpServletRequest request = (HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST);
        return (Visit) request.getAttribute(Visit.ATTRIBUTE);
    }
}
