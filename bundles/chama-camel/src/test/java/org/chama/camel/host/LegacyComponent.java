package org.chama.camel.host;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.ScheduledPollConsumer;
import org.apache.camel.support.ScheduledPollEndpoint;

/** A legacy system that is polled: it has nothing, or cannot be reached. */
final class LegacyComponent extends DefaultComponent {

    private final AtomicReference<String> trouble;

    /** @param trouble why it cannot be reached; empty when it can */
    LegacyComponent(AtomicReference<String> trouble) {
        this.trouble = trouble;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        ScheduledPollEndpoint endpoint = new ScheduledPollEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                throw new UnsupportedOperationException("it is only read");
            }

            @Override
            public Consumer createConsumer(Processor processor) throws Exception {
                ScheduledPollConsumer consumer = new ScheduledPollConsumer(this, processor) {
                    @Override
                    protected int poll() throws IOException {
                        if (!trouble.get().isEmpty()) {
                            throw new IOException(trouble.get());
                        }
                        return 0;
                    }
                };
                configureConsumer(consumer);
                return consumer;
            }
        };
        endpoint.configureProperties(parameters);
        return endpoint;
    }
}
