package org.chama.connector.soap;

import java.util.List;
import org.chama.api.desk.ArrivalView;
import org.chama.api.desk.QuarantinedRow;
import org.chama.api.intake.Receipt;

/** What a call is answered with. */
sealed interface Answer {

    record Published(Receipt receipt) implements Answer {}

    record Status(ArrivalView arrival, List<QuarantinedRow> rows) implements Answer {}
}
