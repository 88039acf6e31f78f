/**
 * The check digits, codes and marks of the field as pure functions on ASCII or UTF-8 bytes: citizen ID, credit code, bank card,
 * division, state secret. None keeps state, allocates or throws for a wrong value; all are thread-safe.
 */
@Version("1.0.0")
package org.chama.codes;

import org.osgi.annotation.versioning.Version;
