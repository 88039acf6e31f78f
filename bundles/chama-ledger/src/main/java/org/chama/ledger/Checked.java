package org.chama.ledger;

import java.util.HashMap;
import java.util.Map;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.ledger.Blocks.Sealed;
import org.chama.ledger.verifier.Chain;
import org.chama.ledger.verifier.LineBytes;
import org.chama.ledger.verifier.Outcome;
import org.chama.ledger.verifier.PublicKeys;
import org.chama.ledger.verifier.Sm3;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is visited goes through the same check an export does, with the keys of this node's store. */
final class Checked implements Walk.Visitor {

    private static final Logger LOG = LoggerFactory.getLogger(Checked.class);

    private final Crypto crypto;
    private final Map<String, PublicKeys> keys = new HashMap<>();
    private final Chain chain;
    private final LineBytes bytes = new LineBytes();

    /** @param heads hashes that are known, by number of block */
    Checked(Crypto crypto, long from, Map<Long, byte[]> heads) {
        this.crypto = crypto;
        this.chain = new Chain(this::signed, from, heads, false);
    }

    /** Checked by the verifier's own hand, as it is much faster; the key's public half comes from the store. */
    private boolean signed(String key, String algorithm, byte[] header, byte[] signature) {
        return keys.computeIfAbsent(key, this::publicKey).good(key, algorithm, header, signature);
    }

    private PublicKeys publicKey(String key) {
        PublicKeys one = new PublicKeys();
        Crypto.Signature named = Blocks.signature(key, "", new byte[0]);
        if (named.alias().equals(Sealer.KEY) && named.version() > 0) {
            try {
                one.add(crypto.publicKey(Sealer.KEY, named.version()));
            } catch (RefusedException e) {
                LOG.debug("no key {}", key); // its signatures are not good, which is said
            }
        }
        return one;
    }

    @Override
    public boolean block(Sealed block) {
        return chain.block(block.header(), block.hash(), block.signature());
    }

    @Override
    public boolean line(StoredLine line) {
        try {
            line.into(bytes);
        } catch (IllegalArgumentException e) {
            return chain.broken(
                    "第 " + line.place() + " 行不是台账行：其形式、时间或字段不可能如此。",
                    "Line " + line.place() + " is no line of a ledger: its form, moment or fields cannot be so.");
        }
        if (line.digest().length != Sm3.BYTES) {
            return chain.broken(
                    "第 " + line.place() + " 行的摘要长度不对。", "The digest of line " + line.place() + " has not its length.");
        }
        return chain.line(line.place(), line.micros(), bytes, line.digest(), 0);
    }

    Outcome finish() {
        return chain.finish();
    }
}
