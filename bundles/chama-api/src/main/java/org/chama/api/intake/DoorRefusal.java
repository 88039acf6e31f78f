package org.chama.api.intake;

import org.chama.api.Refusal;

/**
 * A record refused at the door.
 *
 * @param position of the record in its source, from 1
 * @param line on which it begins, from 1
 * @param item name of the item at fault, empty for the record as a whole
 */
public record DoorRefusal(long position, long line, String item, Refusal refusal) {}
