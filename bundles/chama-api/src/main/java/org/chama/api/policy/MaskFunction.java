package org.chama.api.policy;

import org.osgi.annotation.versioning.ConsumerType;

/** A compiled mask of one item. One thread at a time uses it; a tight loop without allocation is expected. */
@ConsumerType
@FunctionalInterface
public interface MaskFunction {

    /**
     * Writes the hidden form of one value.
     *
     * @param source UTF-8; not to be written
     * @param length never negative: missing values are not given to a mask
     * @param into empty; receives UTF-8
     * @return false when the open copy has no value here
     */
    boolean apply(byte[] source, int offset, int length, Bytes into);
}
