package org.chama.store;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.chama.api.RefusedException;
import org.chama.api.crypto.Crypto;
import org.chama.api.dataset.Dataset;

/**
 * Encrypts and decrypts the values of a dataset's items in the share zone. A ciphertext opens only as this item of the row of this
 * arrival and position. Thread-safe.
 */
final class Seal {

    /** Bytes of a blind index. */
    static final int BLIND = 16;

    /** The share zone: only there are values encrypted. */
    private static final byte ZONE = 'S';

    private final Crypto crypto;
    private final Dataset dataset;
    private final String alias;
    private final String blind;

    Seal(Crypto crypto, Dataset dataset) {
        this.crypto = crypto;
        this.dataset = dataset;
        this.alias = "store/" + dataset.number();
        this.blind = "blind/" + dataset.number() + "/";
    }

    byte[] close(Column column, long arrival, long position, byte[] value) {
        return crypto.encrypt(alias, value, context(column, arrival, position));
    }

    /** @throws RefusedException {@code cannot-decrypt}, naming the place */
    byte[] open(Column column, long arrival, long position, byte[] envelope) {
        try {
            return crypto.decrypt(envelope, context(column, arrival, position));
        } catch (RefusedException e) {
            throw new RefusedException(
                    e.refusal().code(),
                    "数据集 " + dataset.id() + " 信息项 " + column.item().number() + "，到件 " + arrival + " 第 " + position
                            + " 条：密文无法解开。",
                    "Dataset " + dataset.id() + ", item " + column.item().number() + ", arrival " + arrival
                            + ", record " + position + ": the ciphertext does not open.");
        }
    }

    /** The same for equal values of the item, and says nothing else of them. */
    byte[] blind(Column column, byte[] value) {
        return Arrays.copyOf(crypto.hmacSm3(blind + column.item().number(), value), BLIND);
    }

    /** The key new values are encrypted with, as {@link Crypto#keyOf} names it. */
    String key() {
        return crypto.encryptsWith(alias);
    }

    boolean isOf(String key, byte[] envelope) {
        return crypto.keyOf(envelope).equals(key);
    }

    private byte[] context(Column column, long arrival, long position) {
        return ByteBuffer.allocate(1 + 4 + 4 + 8 + 8)
                .put(ZONE)
                .putInt(dataset.number())
                .putInt(column.item().number())
                .putLong(arrival)
                .putLong(position)
                .array();
    }
}
