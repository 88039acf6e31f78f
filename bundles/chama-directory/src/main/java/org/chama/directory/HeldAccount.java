package org.chama.directory;

import org.chama.api.access.Identity;
import org.chama.api.directory.Account;

/**
 * An account in memory.
 *
 * @param mustChange whether its password is a first one
 * @param password whether it has one
 * @param passwords how many it has had: another number is another password
 */
record HeldAccount(Account account, boolean mustChange, boolean password, long passwords) {

    Identity identity(String method) {
        return new Identity(Identity.Kind.ACCOUNT, account.name(), account.held(), method);
    }
}
