package org.chama.connector.soap;

import java.util.List;
import java.util.Optional;
import org.apache.cxf.message.Exchange;
import org.apache.cxf.service.invoker.Invoker;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.database.DatabaseException;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.Desk;
import org.chama.api.desk.Filter;
import org.chama.api.intake.CallArrival;
import org.chama.api.intake.Intake;
import org.chama.api.intake.Outcome;
import org.chama.api.intake.Receipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands a call that kept the contract to the hub, and the hub's answer back. */
final class Publisher implements Invoker {

    /** The door's name: of its arrivals and of its status. */
    static final String SOURCE = "soap";

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int MOST_ROWS = 1000;
    private static final Text OUTAGE = new Text("数据库或消息队列不可用", "the database or the broker is down");

    private final Intake intake;
    private final Desk desk;
    private final String client;
    private final Traffic traffic;

    Publisher(Intake intake, Desk desk, String client, Traffic traffic) {
        this.intake = intake;
        this.desk = desk;
        this.client = client;
        this.traffic = traffic;
    }

    @Override
    public Object invoke(Exchange exchange, Object content) {
        Call call = (Call) ((List<?>) content).get(0);
        try {
            Answer answer = call instanceof Call.Publish publish ? publish(publish) : status((Call.Status) call);
            answered();
            return answer;
        } catch (RefusedException e) {
            answered();
            throw CallFault.sender(e.refusal());
        } catch (CallFault e) {
            answered();
            throw e;
        } catch (DatabaseException e) {
            throw e.kind() == DatabaseException.Cause.FAULT ? e : outage(e);
        } catch (RuntimeException e) {
            throw outage(e);
        }
    }

    private Answer publish(Call.Publish call) {
        String dataset = call.dataset().id();
        CallArrival arrival = new CallArrival(
                dataset, client, call.requestId(), call.records().digest(), SOURCE);
        Outcome outcome = intake.call(arrival, pinned -> new CallRecords(pinned, call.records()));
        if (outcome instanceof Outcome.Received received) {
            if (!received.receipt().repeat()) {
                traffic.arrived(dataset);
            }
            return new Answer.Published(received.receipt());
        }
        if (outcome instanceof Outcome.Repeat repeat) {
            return new Answer.Published(new Receipt(repeat.of(), 0, 0, List.of(), true));
        }
        if (outcome instanceof Outcome.Refused refused) {
            throw CallFault.sender(refused.refusal());
        }
        if (outcome instanceof Outcome.Held held) {
            throw CallFault.sender(
                    "held",
                    "到件 " + held.arrival() + " 与到件 " + held.of() + " 相同，等待人工决定",
                    "arrival " + held.arrival() + " equals arrival " + held.of() + " and waits for a decision");
        }
        // another thread or node is at this very call: its receipt comes with the next try
        throw CallFault.tryAgain();
    }

    private Answer status(Call.Status call) {
        Optional<ArrivalView> arrival =
                desk.arrival(call.arrival()).filter(view -> view.connector().equals(SOURCE));
        if (arrival.isEmpty()) {
            throw CallFault.sender("unknown-arrival", "本接口没有这个到件", "this door has no such arrival");
        }
        Filter ofArrival =
                new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(call.arrival()));
        return new Answer.Status(
                arrival.get(),
                desk.quarantine(ofArrival, Optional.empty(), MOST_ROWS).entries());
    }

    private void answered() {
        if (traffic.called()) {
            LOG.info("发布接口恢复受理 / the SOAP door takes calls again");
        }
    }

    private CallFault outage(RuntimeException e) {
        if (traffic.failed(OUTAGE)) {
            LOG.warn("发布接口暂不能受理，调用方稍后重试 / the SOAP door cannot take calls, callers try again", Faults.place(e));
        }
        return CallFault.tryAgain();
    }
}
