package org.chama.connector.soap;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.cxf.message.Exchange;
import org.apache.cxf.service.invoker.Invoker;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Access;
import org.chama.api.access.Caller;
import org.chama.api.access.Permission;
import org.chama.api.access.Reach;
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
    private final Access access;
    private final Traffic traffic;

    Publisher(Intake intake, Desk desk, Access access, Traffic traffic) {
        this.intake = intake;
        this.desk = desk;
        this.access = access;
        this.traffic = traffic;
    }

    @Override
    public Object invoke(Exchange exchange, Object content) {
        Call call = (Call) ((List<?>) content).get(0);
        Caller caller = exchange.get(Caller.class);
        try {
            Answer answer = call instanceof Call.Publish publish
                    ? publish(publish, caller)
                    : status((Call.Status) call, caller);
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

    private Answer publish(Call.Publish call, Caller caller) {
        String dataset = call.dataset().id();
        String client = caller.identity().name();
        access.require(caller, Permission.INTAKE, call.dataset().department(), "dataset:" + dataset);
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

    /** A client sees its own calls only; what is another's looks as if it were not there. */
    private Answer status(Call.Status call, Caller caller) {
        Optional<ArrivalView> arrival =
                desk.arrival(call.arrival()).filter(view -> view.connector().equals(SOURCE) && isOf(caller, view));
        if (arrival.isEmpty()) {
            throw CallFault.sender("unknown-arrival", "本接口没有这个到件", "this door has no such arrival");
        }
        Filter ofArrival = new Filter(
                new Reach(false, Set.of(arrival.get().department())),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(call.arrival()));
        return new Answer.Status(
                arrival.get(),
                desk.quarantine(ofArrival, Optional.empty(), MOST_ROWS).entries());
    }

    private boolean isOf(Caller caller, ArrivalView arrival) {
        try {
            access.require(caller, Permission.INTAKE, arrival.department(), "arrival:" + arrival.number());
            return arrival.source().startsWith(caller.identity().name() + "/");
        } catch (RefusedException e) {
            return false;
        }
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
