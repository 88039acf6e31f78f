package org.chama.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

/** The console answers over SSH, in both languages; what it says is kept for the documentation. */
@InContainer
class ConsoleIT {

    private final Node node;

    ConsoleIT(Node node) {
        this.node = node;
    }

    @Test
    void everyCommandAnOperatorNeedsAnswers() {
        Drop drop = node.drop("civil-affairs", "marriage-registration");
        String file = "结婚证字号,男方姓名,男方公民身份号码,女方姓名,女方公民身份号码,登记日期,联系电话\n"
                + "J530000-2025-99999999,甲," + Samples.citizenId(800) + ",乙," + Samples.citizenId(801)
                + ",2025-02-14," + Samples.person(800)[3] + "\nJ530000-2025-99999998,甲,,乙,,,\n";
        JsonNode arrival = drop.take("console.csv", out -> out.write(file.getBytes(Charset.forName("GB18030"))));
        String number = arrival.get("number").asText();

        assertThat(run("connectors", "")).contains("file-civil-affairs", "marriage-registration", "UP");
        assertThat(run("datasets", "")).contains("marriage-registration", "enterprise-register");
        assertThat(run("arrivals", "--limit 5")).contains(number, "console.csv", "STORED");
        assertThat(run("batches", "--dataset marriage-registration --limit 5")).contains(number + ":0");
        assertThat(run("trace", number + ":0"))
                .contains(
                        "console.csv",
                        "arrival-claimed",
                        "arrival-queued",
                        "batch-stored",
                        "batch-opened",
                        "phone/0.1.0");
        assertThat(run("quarantine", "--arrival " + number)).contains("required");
        assertThat(run("releases", "")).contains("marriage-registration");
    }

    @Test
    void aWrongQuestionIsAnsweredInOneLine() {
        assertThat(node.shell().run("chama:trace 999999999:0"))
                .contains("unknown-batch")
                .hasLineCount(1);
        assertThat(node.shell().run("chama:arrivals --state LOST --lang en"))
                .contains("wrong-state", "--state must be one of")
                .hasLineCount(1);
        assertThat(node.shell().run("chama:take 999999999 --reason 核实")).doesNotContain("Exception");
    }

    /** In Chinese, then in English. @return both */
    private String run(String command, String arguments) {
        String line = ("chama:" + command + " " + arguments).strip();
        String zh = node.shell().run(line);
        String en = node.shell().run(line + " --lang en");
        Transcript.note("console-" + command + ".txt", "> " + line + "\n" + zh + "\n\n> " + line + " --lang en\n" + en);
        assertThat(zh).doesNotContain("Exception", "Error executing").containsPattern("\\p{IsHan}{2}");
        assertThat(en).doesNotContain("Exception", "Error executing").containsPattern("[A-Z][a-z]+");
        Says.nothingOfAValue(zh + en);
        return zh + en;
    }
}
