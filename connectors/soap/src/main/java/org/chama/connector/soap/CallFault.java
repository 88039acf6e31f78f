package org.chama.connector.soap;

import java.time.Duration;
import org.chama.api.Refusal;

/** A call that is not taken as a whole; becomes a SOAP fault. Carries no stack trace and no personal value. */
final class CallFault extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final long RETRY_SECONDS = 10;

    /** Whose fault it is. */
    enum Side {
        /** SOAP 1.1 Client, 1.2 Sender: the same call again gives the same. */
        SENDER,
        /** SOAP 1.1 Server, 1.2 Receiver. */
        RECEIVER,
        /** As RECEIVER, with the HTTP header Retry-After of {@link CallFault#retrySeconds}. */
        RECEIVER_LATER
    }

    private final transient Refusal refusal;
    private final Side side;
    private final long line;
    private final String element;
    private final int httpStatus;
    private final long retrySeconds;

    private CallFault(Refusal refusal, Side side, long line, String element, int httpStatus) {
        this(refusal, side, line, element, httpStatus, RETRY_SECONDS);
    }

    private CallFault(Refusal refusal, Side side, long line, String element, int httpStatus, long retrySeconds) {
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
        this.side = side;
        this.line = line;
        this.element = element;
        this.httpStatus = httpStatus;
        this.retrySeconds = retrySeconds;
    }

    static CallFault sender(Refusal refusal) {
        return new CallFault(refusal, Side.SENDER, 0, "", 0);
    }

    static CallFault sender(String code, String zh, String en) {
        return sender(Refusal.of(code, zh, en));
    }

    /** The message breaks the contract at a place. */
    static CallFault at(String code, long line, String element, String zh, String en) {
        return new CallFault(
                Refusal.of(
                        code,
                        "第 " + line + " 行，元素 " + element + "：" + zh,
                        "line " + line + ", element " + element + ": " + en),
                Side.SENDER,
                line,
                element,
                0);
    }

    static CallFault mediaType(String zh, String en) {
        return new CallFault(Refusal.of("unsupported-media-type", zh, en), Side.SENDER, 0, "", 415);
    }

    static CallFault tooLarge(long limit) {
        return tooLarge(limit, 0);
    }

    /** Too large, and the client has asked before sending it. */
    static CallFault keepIt(long limit) {
        return tooLarge(limit, 413);
    }

    private static CallFault tooLarge(long limit, int httpStatus) {
        return new CallFault(
                Refusal.of(
                        "body-too-large",
                        "报文超过 " + limit + " 字节的上限，请分多次调用发布",
                        "the message is larger than " + limit + " bytes: publish in several calls"),
                Side.SENDER,
                0,
                "",
                httpStatus);
    }

    /** A message that must be read whole was not. */
    static CallFault unread(Refusal why, long limit) {
        return switch (why.code()) {
            case "body-too-large" -> tooLarge(limit);
            case "try-again" -> tryAgain();
            default -> new CallFault(why, Side.SENDER, 0, "", 408);
        };
    }

    static CallFault tryAgain() {
        return new CallFault(
                Refusal.of(
                        "try-again",
                        "平台暂时不能受理，请稍后用同一 requestId 重试",
                        "the platform cannot take calls now: try again later with the same requestId"),
                Side.RECEIVER_LATER,
                0,
                "",
                0);
    }

    /** The caller calls too often. */
    static CallFault tooMany(Duration wait) {
        return new CallFault(
                Refusal.of("too-many-requests", "调用过于频繁，请稍后重试", "too many calls: try again later"),
                Side.RECEIVER_LATER,
                0,
                "",
                503,
                Math.max(1, wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0)));
    }

    static CallFault internal() {
        return new CallFault(
                Refusal.of("internal-error", "平台内部错误，已记入日志", "internal error, written to the log"),
                Side.RECEIVER,
                0,
                "",
                0);
    }

    Refusal refusal() {
        return refusal;
    }

    Side side() {
        return side;
    }

    /** Line of the message, 0 for none. */
    long line() {
        return line;
    }

    /** Name of the element at fault, empty for none. */
    String element() {
        return element;
    }

    long retrySeconds() {
        return retrySeconds;
    }

    /** HTTP status that is not the SOAP version's own, or 0. */
    int httpStatus() {
        return httpStatus;
    }
}
