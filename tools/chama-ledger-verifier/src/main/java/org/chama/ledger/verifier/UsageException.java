package org.chama.ledger.verifier;

/** The tool was not called rightly, or a file cannot be read. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String zh;

    UsageException(String zh, String en) {
        super(en);
        this.zh = zh;
    }

    static UsageException unreadable(String file) {
        return new UsageException("无法读取 " + file + "。", file + " cannot be read.");
    }

    String in(boolean chinese) {
        return chinese ? zh : getMessage();
    }
}
