package org.chama.store;

/** A value that is not of its item's type, though the content check should have seen to that; never holds the value. */
final class NotOfType extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotOfType() {
        super("not of the item's type", null, false, false);
    }
}
