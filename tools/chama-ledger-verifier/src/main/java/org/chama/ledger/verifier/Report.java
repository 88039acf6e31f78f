package org.chama.ledger.verifier;

import java.io.PrintStream;
import java.util.HexFormat;

/** Says what a verification came to, in one language. */
final class Report {

    private final Outcome outcome;
    private final boolean chinese;

    Report(Outcome outcome, boolean chinese) {
        this.outcome = outcome;
        this.chinese = chinese;
    }

    void print(PrintStream out) {
        outcome.finding().ifPresent(f -> {
            out.println(say("发现问题：" + f.zh(), "Found: " + f.en()));
            if (outcome.moments() > 1) {
                out.println(say(
                        "时间不可信的行共 " + outcome.moments() + " 行。",
                        outcome.moments() + " lines in all have a moment that cannot be."));
            }
        });
        outcome.further().ifPresent(f -> out.println(say("此后另有：" + f.zh(), "And further on: " + f.en())));
        out.println(range());
        if (outcome.firstBlock() > 1) {
            out.println(say(
                    "检验自第 " + outcome.firstBlock() + " 块开始，其前的内容不在检验之列。",
                    "It begins with block " + outcome.firstBlock() + "; what came before is not verified here."));
        }
        if (outcome.unused() > 0) {
            out.println(say(
                    "有 " + outcome.unused() + " 个公布的链头在第一块之前，未能使用。",
                    outcome.unused() + " published heads lie before the first block and were of no use."));
        }
        if (outcome.head().isPresent() && outcome.whole()) {
            out.println(end());
        }
    }

    private String range() {
        if (outcome.head().isEmpty()) {
            return say("没有任何完整且一致的块。", "No block is whole and consistent.");
        }
        Header head = outcome.head().get();
        String hash = HexFormat.of().formatHex(head.hash());
        return say(
                "前后一致：第 " + outcome.firstBlock() + " 至 " + outcome.lastBlock() + " 块，第 " + outcome.firstLine() + " 至 "
                        + outcome.lastLine() + " 行，最后封块于 " + Moments.text(head.sealed()) + "，链头 " + outcome.lastBlock()
                        + ":"
                        + hash,
                "Consistent: blocks " + outcome.firstBlock() + " to " + outcome.lastBlock() + ", lines "
                        + outcome.firstLine() + " to " + outcome.lastLine() + ", last sealed at "
                        + Moments.text(head.sealed()) + ", head " + outcome.lastBlock() + ":" + hash);
    }

    private String end() {
        String zhFrom = "公布的链头证明自第 " + outcome.firstBlock() + " 块起";
        String enFrom = "A published head proves that from block " + outcome.firstBlock() + " on nothing is missing ";
        if (outcome.proved() == outcome.lastBlock()) {
            return say(zhFrom + "到此为止没有缺少。", enFrom + "up to here.");
        }
        String zh = "其后是否被截断无法证明。";
        String en = " cannot be proved.";
        return outcome.proved() > 0
                ? say(
                        zhFrom + "到第 " + outcome.proved() + " 块为止没有缺少；" + zh,
                        enFrom + "up to block " + outcome.proved() + "; that nothing was cut off after the end" + en)
                : say("没有可用的公布链头：" + zh, "No published head: that nothing was cut off after the end" + en);
    }

    private String say(String zh, String en) {
        return chinese ? zh : en;
    }
}
