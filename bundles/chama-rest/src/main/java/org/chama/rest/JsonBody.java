package org.chama.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** An answer that writes itself. */
@FunctionalInterface
interface JsonBody {

    void write(JsonGenerator json) throws IOException;
}
