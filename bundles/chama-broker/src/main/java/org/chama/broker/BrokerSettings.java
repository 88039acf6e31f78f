package org.chama.broker;

import java.nio.file.Path;

/**
 * What a node's broker is told.
 *
 * @param folder of journal, pages and large messages
 * @param port of the loopback acceptor, 0 for none
 * @param externalUrl of a broker outside the node; empty for the embedded one
 * @param user and {@code password} of the node's own connections
 * @param queueBytes in memory per intake or delivery queue before it pages to disk
 * @param pageBytes on disk per intake or delivery queue before senders get an error
 */
record BrokerSettings(
        Path folder, int port, String externalUrl, String user, String password, long queueBytes, long pageBytes) {}
