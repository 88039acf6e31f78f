package org.chama.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.database.DatabaseException;

/** Turns whatever a resource throws into problem details; what was not expected tells the caller an incident id and nothing else. */
public final class Problems implements ExceptionMapper<Throwable> {

    private static final int RETRY_SECONDS = 5;
    private static final List<String> CONFLICTS =
            List.of("conflict", "illegal-state", "already-", "open-matters", "still-");

    @Context
    private HttpHeaders headers;

    @Override
    public Response toResponse(Throwable thrown) {
        return problem(thrown, Language.of(headers.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE)))
                .response();
    }

    static Problem problem(Throwable thrown, Locale locale) {
        if (thrown instanceof Refused refused) {
            return Problem.of(refused.status(), refused.refusal(), locale);
        }
        if (thrown instanceof RefusedException refused) {
            return Problem.of(status(refused.refusal().code()), refused.refusal(), locale);
        }
        if (thrown instanceof NotReadyException notReady) {
            return again(notReady.refusal(), locale, RETRY_SECONDS);
        }
        if (thrown instanceof DatabaseException failed && failed.kind() == DatabaseException.Cause.OUTAGE) {
            return again(
                    Refusal.of("database-outage", "数据库暂不可用,请稍后重试", "the database is away; try again later"),
                    locale,
                    RETRY_SECONDS);
        }
        if (thrown instanceof DatabaseException failed && failed.kind() == DatabaseException.Cause.CONFLICT) {
            return again(Refusal.of("busy", "有并发操作,请重试", "another was there first; try again"), locale, 1);
        }
        if (thrown instanceof WebApplicationException http && http.getResponse().getStatus() < 500) {
            return Problem.of(
                    http.getResponse().getStatus(), refusal(http.getResponse().getStatus()), locale);
        }
        return new Problem(
                500,
                Refusal.of("incident", "服务内部错误,请凭事件编号联系运维", "an internal error; tell the operator the incident id"),
                locale,
                OptionalInt.empty(),
                Optional.of(Incident.log(thrown)));
    }

    /** The statuses of the refusals of other modules, by how their codes begin. */
    static int status(String code) {
        return switch (code) {
            case "not-signed-in" -> 401;
            case "forbidden" -> 403;
            case "stale-version" -> 412;
            case "body-too-large" -> 413;
            case "body-too-slow" -> 408;
            case "try-again" -> 503;
            default -> byBeginning(code);
        };
    }

    private static int byBeginning(String code) {
        if (code.startsWith("unknown-")) {
            return 404;
        }
        for (String beginning : CONFLICTS) {
            if (code.startsWith(beginning)) {
                return 409;
            }
        }
        return 400;
    }

    private static Problem again(Refusal refusal, Locale locale, int seconds) {
        return new Problem(503, refusal, locale, OptionalInt.of(seconds), Optional.empty());
    }

    private static Refusal refusal(int status) {
        return switch (status) {
            case 404 -> Refusal.of("unknown-path", "没有此路径", "there is nothing at this path");
            case 405 -> Refusal.of("method-not-allowed", "此路径不支持该方法", "this path has no such method");
            case 406 -> Refusal.of("not-acceptable", "此路径不提供所要求的媒体类型", "this path does not offer that media type");
            case 415 ->
                Refusal.of(
                        "unsupported-media-type",
                        "此路径不接受该媒体类型的请求体",
                        "this path does not take a body of that media type");
            default -> Refusal.of("bad-request", "请求不正确", "the request is not right");
        };
    }
}
