package org.chama.camel.host;

import java.io.File;
import java.io.InputStream;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.chama.api.RefusedException;
import org.chama.api.intake.FileArrival;
import org.chama.api.intake.FileProfile;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.StreamArrival;

/** Hands each exchange's body to the hub and waits until its records are queued; the outcome becomes the body. */
final class IntakeEndpoint extends DefaultEndpoint {

    private final String connector;
    private final String dataset;
    private final FileProfile profile;
    private final Intake intake;
    private final Health health;

    IntakeEndpoint(
            String uri,
            IntakeComponent component,
            String connector,
            String dataset,
            FileProfile profile,
            Intake intake,
            Health health) {
        super(uri, component);
        this.connector = connector;
        this.dataset = dataset;
        this.profile = profile;
        this.intake = intake;
        this.health = health;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) throws Exception {
                exchange.getMessage().setBody(hand(exchange));
            }
        };
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new RefusedException(
                "bad-endpoint", "chama:intake 只能写在路由末端", "chama:intake can only be the end of a route");
    }

    private Outcome hand(Exchange exchange) throws Exception {
        // a message may not say how its text is to be read
        exchange.getMessage().removeHeader(Exchange.CHARSET_NAME);
        Object body = exchange.getMessage().getBody();
        Outcome outcome;
        if (body instanceof GenericFile<?> generic && generic.getFile() instanceof File file) {
            outcome = intake.file(new FileArrival(dataset, file.toPath(), profile, connector));
        } else {
            try (InputStream content = exchange.getMessage().getMandatoryBody(InputStream.class)) {
                // the name is ours: nothing a message brings may choose it
                outcome = intake.stream(
                        new StreamArrival(dataset, connector + "-" + exchange.getExchangeId(), profile, connector),
                        content);
            } catch (InvalidPayloadException e) {
                throw new RefusedException(
                        "bad-body", "消息体不是文件或可读取的内容", "the body is neither a file nor something that can be read");
            }
        }
        if (outcome instanceof Outcome.Refused refused && refused.arrival() == 0) {
            // nothing was recorded or kept: the source must not take it for delivered
            throw new RefusedException(refused.refusal());
        }
        if (!(outcome instanceof Outcome.Elsewhere)) {
            health.arrived();
        }
        return outcome;
    }
}
