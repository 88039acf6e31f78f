package org.chama.connector.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chama.connector.soap.TestDoor.call11;
import static org.chama.connector.soap.TestDoor.record;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CharsetTest {

    private static final Charset GB18030 = Charset.forName("GB18030");

    private static TestDoor door;

    @BeforeAll
    static void open() {
        door = new TestDoor();
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @ParameterizedTest
    @CsvSource({
        "u1, text/xml, , UTF-8",
        "u2, text/xml, UTF-8, UTF-8",
        "u3, text/xml; charset=\"utf-8\", GB18030, UTF-8",
        "u4, text/xml;charset=UTF-8;x=y, , UTF-8",
        "g1, text/xml, GB18030, GB18030",
        "g2, text/xml, gb2312, GB18030",
        "g3, text/xml; charset=GBK, , GB18030",
        "g4, application/soap+xml; charset=gb18030; action=\"x\", UTF-8, GB18030",
        "l1, text/xml, UTF-16, UTF-16",
        "l2, text/xml, UTF-16, UTF-16LE"
    })
    void followsContentTypeThenDeclarationThenUtf8(String request, String contentType, String declared, String bytes) {
        HttpResponse<String> answer = door.post(
                message(request, declared).getBytes(bytes.equals("GB18030") ? GB18030 : Charset.forName(bytes)),
                contentType);

        assertThat(answer.body()).contains("<received>1</received>");
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).containsIgnoringCase("charset=utf-8");
        assertThat(door.hub().rows()).contains("1 PUT|滇A·" + request + "|纳西族𠮷|~");
    }

    @Test
    void skipsAByteOrderMark() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        bytes.writeBytes(message("bom", null).getBytes(StandardCharsets.UTF_8));

        assertThat(door.post(bytes.toByteArray(), "text/xml").body()).contains("<received>1</received>");
        assertThat(door.hub().rows()).contains("1 PUT|滇A·bom|纳西族𠮷|~");
    }

    @Test
    void refusesBytesThatAreNotOfTheCharsetRatherThanTakingThemCrippled() {
        byte[] gb = message("bad", null).getBytes(GB18030);
        byte[] utf8 = message("bad", "GB18030").replace("族", "族\u00e9x").getBytes(StandardCharsets.UTF_8);
        utf8[utf8.length / 2] = (byte) 0xFF;

        assertThat(door.post(gb, "text/xml").body()).contains("<code>format-charset</code>");
        assertThat(door.post(utf8, "text/xml").body()).contains("<code>format-charset</code>");
    }

    @Test
    void refusesCharsetsThatCannotHoldChineseAndUnknownOnes() {
        for (String charset : new String[] {"ISO-8859-1", "windows-1252", "UTF-7", "nonsense"}) {
            assertThat(door.post(message("c", null).getBytes(StandardCharsets.UTF_8), "text/xml; charset=" + charset)
                            .body())
                    .contains("<code>format-charset</code>")
                    .doesNotContain(charset);
        }
        assertThat(door.post(message("c", "ISO-8859-1")).body()).contains("<code>format-charset</code>");
        assertThat(door.post("<?xml version=\"1.1\"?>" + message("c", null)).body())
                .contains("<code>format-xml</code>");
    }

    private static String message(String request, String declared) {
        String declaration = declared == null ? "" : "<?xml version=\"1.0\" encoding=\"" + declared + "\"?>\n";
        return declaration + call11(request, record("plate", "滇A·" + request, "所有人", "纳西族𠮷"));
    }
}
