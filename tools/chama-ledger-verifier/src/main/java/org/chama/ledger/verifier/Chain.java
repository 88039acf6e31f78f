package org.chama.ledger.verifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.chama.ledger.verifier.Finding.Kind;

/**
 * Checks blocks and their lines in the order they come, in little memory, and finds the first thing that is wrong. Not thread-safe.
 *
 * <p>Every signature is checked, {@value #WINDOW} at a time: that a later block is signed says only that somebody signed what was
 * before him, not that it had been signed.
 */
public final class Chain {

    /** A line may be this much later than the sealing of its block (clocks of nodes differ): 10 minutes. */
    public static final long LATER_MICROS = 600_000_000L;

    /** A line may be this much older than the newest line of the blocks before (transactions take time): an hour. */
    public static final long BACK_MICROS = 3_600_000_000L;

    private static final int WINDOW = 1_024;
    private static final byte[] ZEROS = new byte[Sm3.BYTES];

    private final Signatures signatures;
    private final boolean spread;
    private final NavigableMap<Long, byte[]> heads;
    private final Sm3 sm3 = new Sm3();
    private final MerkleTree tree = new MerkleTree();
    private final byte[] digest = new byte[Sm3.BYTES];
    private final List<Sealed> window = new ArrayList<>(WINDOW);

    private long firstBlock;
    private long firstLine;
    private long nextBlock;
    private long nextLine;
    private Header open;
    private int left;
    private Optional<Header> last = Optional.empty();
    private Optional<Header> settled = Optional.empty();
    private byte[] lastHash = ZEROS;
    private byte[] lastSeal = ZEROS;
    private long newest = Long.MIN_VALUE / 2;
    private long newestHere = newest;
    private long moments;
    private Optional<Finding> moment = Optional.empty();
    private Optional<Finding> finding = Optional.empty();
    private Optional<Finding> gap = Optional.empty();

    /**
     * @param from number of the block that must come first
     * @param heads published hashes by number of block; that of the block before the first one counts too
     * @param spread whether signatures are checked on as many threads as there are processors
     */
    public Chain(Signatures signatures, long from, Map<Long, byte[]> heads, boolean spread) {
        this.signatures = signatures;
        this.spread = spread;
        this.nextBlock = from;
        this.firstBlock = from;
        this.firstLine = from == 1 ? 1 : 0;
        this.heads = new TreeMap<>(heads);
    }

    /**
     * Takes the next block's header; its lines follow.
     *
     * @return whether anything more need be given
     */
    public boolean block(Header header, byte[] hash, byte[] signature) {
        if (finding.isPresent()) {
            return false;
        }
        if (gap.isPresent()) {
            return left > 0 || header.number() != gap.get().block() || misplaced(gap.get());
        }
        byte[] bytes = header.bytes();
        sm3.digest(bytes, 0, bytes.length, digest, 0);
        if (!Arrays.equals(digest, hash)) {
            return fail(
                    Kind.CHANGED,
                    "第 " + nextBlock + " 块的块头被改动：其内容与所记散列不符。",
                    "The header of block " + nextBlock + " was changed: it does not give its hash.");
        }
        if (left > 0) {
            return missing(
                    "缺少第 " + nextLine + " 行：第 " + open.number() + " 块应有 " + open.count() + " 行，少 " + left + " 行。",
                    "Line " + nextLine + " is missing: block " + open.number() + " should have " + open.count()
                            + " lines and lacks " + left + ".");
        }
        if (header.number() > nextBlock) {
            return missing(
                    "缺少第 " + nextBlock + " 块（自第 " + nextLine() + " 行起），其后是第 " + header.number() + " 块。",
                    "Block " + nextBlock + " (from line " + nextLine() + ") is missing; block " + header.number()
                            + " comes in its place.");
        }
        if (header.number() < nextBlock) {
            boolean seen = header.number() >= firstBlock;
            return fail(
                    seen ? Kind.DOUBLED : Kind.ORDER,
                    "第 " + header.number() + " 块（自第 " + header.first() + " 行起）" + (seen ? "重复出现" : "位置不对") + "：此处应为第 "
                            + nextBlock + " 块。",
                    "Block " + header.number() + " (from line " + header.first() + ") "
                            + (seen ? "comes twice" : "is out of order") + ": block " + nextBlock + " belongs here.");
        }
        window.add(new Sealed(header, bytes, signature));
        if (!follows(header)) {
            return settle(header.number())
                    && settle(Long.MAX_VALUE)
                    && fail(
                            Kind.ORDER,
                            "第 " + header.number() + " 块不是前一块的后继：前块散列、前块签名、首行号或封块时间不符。",
                            "Block " + header.number()
                                    + " does not follow the block before: hash, signature, first line or time of sealing.");
        }
        byte[] former = last.isEmpty() ? heads.get(header.number() - 1) : null;
        if (former != null && !Arrays.equals(former, header.previous())) {
            return settle(Long.MAX_VALUE)
                    && fail(
                            Kind.HEAD,
                            "第 " + header.number() + " 块不是公布的第 " + (header.number() - 1) + " 块链头的后继。",
                            "Block " + header.number() + " does not follow the published head of block "
                                    + (header.number() - 1) + ".");
        }
        byte[] published = heads.get(header.number());
        if (published != null && !Arrays.equals(published, hash)) {
            return settle(Long.MAX_VALUE)
                    && fail(
                            Kind.HEAD,
                            "第 " + header.number() + " 块与公布的链头不符：持有密钥者改写了该块或其前的内容（上一个相符的链头之后）。",
                            "Block " + header.number()
                                    + " is not the published one: it or something before it (after the last head that fits) was rewritten by one who has the key.");
        }
        if (window.size() >= WINDOW && !settle(Long.MAX_VALUE)) {
            return false;
        }
        if (last.isEmpty()) {
            firstLine = header.first();
        }
        open = header;
        left = header.count();
        nextLine = header.first();
        lastHash = hash;
        lastSeal = Sm3.of(signature);
        nextBlock++;
        tree.clear();
        return true;
    }

    private boolean follows(Header header) {
        if (header.count() < 1) {
            return false;
        }
        if (last.isPresent()) {
            return Arrays.equals(header.previous(), lastHash)
                    && Arrays.equals(header.seal(), lastSeal)
                    && header.first() == nextLine
                    && header.sealed() >= last.get().sealed();
        }
        return header.number() == 1
                ? header.first() == 1 && Arrays.equals(header.previous(), ZEROS) && Arrays.equals(header.seal(), ZEROS)
                : header.number() > 1 && header.first() >= header.number();
    }

    /**
     * Takes the next line of the block.
     *
     * @param line its bytes, of which the digest is made
     * @param stated where its 32 bytes of stated digest begin at {@code at}
     * @return whether anything more need be given
     */
    public boolean line(long number, long micros, LineBytes line, byte[] stated, int at) {
        if (finding.isPresent()) {
            return false;
        }
        if (gap.isPresent()) {
            return left == 0 || number != gap.get().line() || misplaced(gap.get());
        }
        if (left == 0 || number != nextLine) {
            return stray(number);
        }
        sm3.digest(line.bytes(), 0, line.length(), digest, 0);
        if (!Arrays.equals(digest, 0, Sm3.BYTES, stated, at, at + Sm3.BYTES)) {
            return fail(
                    Kind.CHANGED,
                    "第 " + number + " 行被改动：其内容与所记摘要不符（第 " + open.number() + " 块）。",
                    "Line " + number + " was changed: it does not give its digest (block " + open.number() + ").");
        }
        tree.add(digest, 0);
        if (micros > open.sealed() + LATER_MICROS || micros < newest - BACK_MICROS) {
            implausible(number, micros);
        }
        newestHere = Math.max(newestHere, Math.min(micros, open.sealed()));
        nextLine++;
        left--;
        return left > 0 || whole();
    }

    private boolean whole() {
        if (!Arrays.equals(tree.root(), open.root())) {
            return fail(new Finding(
                    Kind.CHANGED,
                    open.number(),
                    open.first(),
                    "第 " + open.number() + " 块的行被改动：第 " + open.first() + " 至 " + open.last() + " 行中至少一行连同其摘要被改动、替换或移动。",
                    "The lines of block " + open.number() + " were changed: at least one of the lines " + open.first()
                            + " to " + open.last() + " was changed together with its digest, exchanged or moved."));
        }
        last = Optional.of(open);
        newest = Math.max(newest, newestHere);
        return true;
    }

    private boolean stray(long number) {
        if (number < nextLine) {
            return fail(
                    open != null && number >= firstLine ? Kind.DOUBLED : Kind.ORDER,
                    "第 " + number + " 行重复出现或位置不对：此处应为第 " + nextLine() + " 行。",
                    "Line " + number + " comes twice or is out of order: line " + nextLine() + " belongs here.");
        }
        if (left > 0) {
            return missing(
                    "缺少第 " + nextLine + " 行：其后是第 " + number + " 行。",
                    "Line " + nextLine + " is missing: line " + number + " comes in its place.");
        }
        return missing(
                "缺少第 " + nextBlock + " 块的块头：第 " + number + " 行不属于任何块。",
                "The header of block " + nextBlock + " is missing: line " + number + " is in no block.");
    }

    private void implausible(long number, long micros) {
        moments++;
        if (moment.isEmpty()) {
            boolean later = micros > open.sealed();
            moment = Optional.of(new Finding(
                    later ? Kind.POST_DATED : Kind.BACK_DATED,
                    open.number(),
                    number,
                    later
                            ? "第 " + number + " 行的时间 " + Moments.text(micros) + " 晚于封块时间 " + Moments.text(open.sealed())
                                    + "。"
                            : "第 " + number + " 行被倒签：其时间 " + Moments.text(micros) + " 早于此前各块最新一行一小时以上。",
                    later
                            ? "Line " + number + " says " + Moments.text(micros) + ", later than its sealing at "
                                    + Moments.text(open.sealed()) + "."
                            : "Line " + number + " is back-dated: it says " + Moments.text(micros)
                                    + ", more than an hour before the newest line of the blocks before."));
        }
    }

    /** Something is not there: the rest is only searched for it, to tell what is missing from what is out of order. */
    private boolean missing(String zh, String en) {
        gap = Optional.of(new Finding(Kind.MISSING, place(), nextLine(), zh, en));
        return true;
    }

    private boolean misplaced(Finding g) {
        boolean line = left > 0;
        return fail(new Finding(
                Kind.ORDER,
                g.block(),
                g.line(),
                (line ? "第 " + g.line() + " 行" : "第 " + g.block() + " 块（自第 " + g.line() + " 行起）") + "次序不对：它出现在后面。",
                (line ? "Line " + g.line() : "Block " + g.block() + " (from line " + g.line() + ")")
                        + " is out of order: it comes further on."));
    }

    /** Says with which block an input begins. @return whether that is the one that must come now */
    boolean begins(long block) {
        if (!between() || block == nextBlock) {
            return true;
        }
        return fail(
                block > nextBlock ? Kind.MISSING : Kind.ORDER,
                "输入自第 " + block + " 块开始，此处应为第 " + nextBlock + " 块。",
                "The input begins with block " + block + " where block " + nextBlock + " belongs.");
    }

    /** Says that what comes next is not of the right form. @return false */
    public boolean broken(String zh, String en) {
        if (gap.isPresent()) {
            return fail(gap.get());
        }
        return finding.isEmpty() && fail(Kind.FORM, zh, en);
    }

    /** Says that the input ends in the middle of something. @return false */
    public boolean cut(String zh, String en) {
        if (gap.isPresent()) {
            return fail(gap.get());
        }
        return finding.isEmpty() && fail(Kind.CUT, zh, en);
    }

    /** Whether a whole block has ended, so that an input may end here. */
    boolean between() {
        return left == 0 && gap.isEmpty();
    }

    long nextBlock() {
        return nextBlock;
    }

    long nextLine() {
        return open == null ? firstLine : nextLine;
    }

    /** Ends the check: nothing more comes. */
    public Outcome finish() {
        if (finding.isEmpty()) {
            end();
        }
        Optional<Finding> first = finding;
        Optional<Finding> further = Optional.empty();
        if (moment.isPresent()) {
            boolean before =
                    finding.isEmpty() || moment.get().line() <= finding.get().line();
            first = before ? moment : finding;
            further = before ? finding : moment;
        }
        Optional<Header> head = last;
        long unused = heads.headMap(firstBlock - 1).size();
        Long proved = finding.isPresent() || head.isEmpty()
                ? null
                : heads.subMap(firstBlock, true, Math.max(firstBlock, head.get().number()), true).keySet().stream()
                        .reduce((a, b) -> b)
                        .orElse(null);
        return new Outcome(
                firstBlock,
                head.map(h -> h.number() - firstBlock + 1).orElse(0L),
                head.map(Header::number).orElse(0L),
                firstLine,
                head.map(h -> h.last() - firstLine + 1).orElse(0L),
                first,
                further,
                moments,
                proved == null ? 0 : proved,
                (int) unused,
                head);
    }

    private void end() {
        if (gap.isPresent()) {
            fail(gap.get());
        } else if (left > 0) {
            fail(
                    Kind.CUT,
                    "自第 " + nextLine + " 行起被截断：第 " + open.number() + " 块应到第 " + open.last() + " 行。",
                    "Cut off from line " + nextLine + " on: block " + open.number() + " goes to line " + open.last()
                            + ".");
        } else if (settle(Long.MAX_VALUE)) {
            Long beyond = heads.isEmpty() || heads.lastKey() < nextBlock ? null : heads.lastKey();
            if (beyond != null) {
                fail(
                        Kind.CUT,
                        "自第 " + nextLine() + " 行起被截断：公布的链头到第 " + beyond + " 块，这里在第 " + (nextBlock - 1) + " 块结束。",
                        "Cut off from line " + nextLine() + " on: a published head names block " + beyond
                                + ", here block " + (nextBlock - 1) + " is the last.");
            }
        }
    }

    /** Number of the block that is being read or must come next. */
    private long place() {
        return left > 0 ? open.number() : nextBlock;
    }

    private boolean fail(Kind kind, String zh, String en) {
        return fail(new Finding(kind, place(), nextLine(), zh, en));
    }

    /** Keeps the finding, unless a block before its block is not signed: then that comes first. */
    private boolean fail(Finding found) {
        if (settle(found.block())) {
            finding = Optional.of(found);
        }
        return false;
    }

    /** Checks the signatures of the waiting blocks before this one. @return whether they are good */
    private boolean settle(long before) {
        int end = 0;
        while (end < window.size() && window.get(end).header.number() < before) {
            end++;
        }
        int bad = firstBad(end);
        if (bad < end) {
            if (bad > 0) {
                settled = Optional.of(window.get(bad - 1).header);
            }
            unsigned(window.get(bad).header);
            return false;
        }
        if (end > 0) {
            settled = Optional.of(window.get(end - 1).header);
            window.subList(0, end).clear();
        }
        return true;
    }

    /** The first of so many waiting blocks that is not signed, or their number. */
    private int firstBad(int end) {
        IntStream all = IntStream.range(0, end);
        return (spread ? all.parallel() : all)
                .filter(i -> !window.get(i).good())
                .findFirst()
                .orElse(end);
    }

    private void unsigned(Header header) {
        last = settled;
        String zh = settled.isEmpty() ? "：给出的公钥不是签名密钥的公钥，或台账自第一块起被改写。" : "：其内容连同全部散列被改写，或签名被改动。";
        String en = settled.isEmpty()
                ? ": the public key given is of another pair, or the ledger was rewritten from its first block on."
                : ": it was rewritten together with all hashes, or the signature was changed.";
        finding = Optional.of(new Finding(
                Kind.SIGNATURE,
                header.number(),
                header.first(),
                "第 " + header.number() + " 块（第 " + header.first() + " 至 " + header.last() + " 行）的签名不是密钥 " + header.key()
                        + " 所签" + zh,
                "Block " + header.number() + " (lines " + header.first() + " to " + header.last()
                        + ") is not signed by the key " + header.key() + en));
    }

    /** A block whose signature waits to be checked. */
    private final class Sealed {

        private final Header header;
        private final byte[] bytes;
        private final byte[] signature;

        private Sealed(Header header, byte[] bytes, byte[] signature) {
            this.header = header;
            this.bytes = bytes;
            this.signature = signature;
        }

        private boolean good() {
            return signatures.good(header.key(), header.algorithm(), bytes, signature);
        }
    }
}
