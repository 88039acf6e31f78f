package org.chama.broker;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.reader.MessageUtil;

/**
 * Refuses messages that name a sender themselves. The broker writes the sender on messages of its own form only; in an AMQP message
 * the user-id and two properties would become it when a consumer of another protocol reads it.
 */
final class Forgery implements ActiveMQServerMessagePlugin {

    private static final SimpleString JMS_USER = SimpleString.of(MessageUtil.JMSXUSERID);

    @Override
    public void beforeSend(
            ServerSession session, Transaction transaction, Message message, boolean direct, boolean noAutoCreate)
            throws ActiveMQException {
        if (message instanceof ICoreMessage) {
            return;
        }
        if (message.containsProperty(Message.HDR_VALIDATED_USER)
                || message.containsProperty(JMS_USER)
                || message.getObjectPropertyForFilter(JMS_USER) != null) {
            throw new ActiveMQSecurityException("a message must not name its sender: leave out user-id");
        }
    }
}
