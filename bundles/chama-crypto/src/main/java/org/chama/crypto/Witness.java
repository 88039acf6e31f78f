package org.chama.crypto;

import java.util.Optional;
import org.chama.api.RefusedException;

/** Remembers, where a wrong file cannot reach, which key store is the right one and how far its keys have come. Thread-safe. */
interface Witness {

    /** Of a store that is right wherever it is found. */
    Witness NONE = new Witness() {
        @Override
        public Optional<String> store() {
            return Optional.empty();
        }

        @Override
        public void admit(Ring ring, OwnerFile file) {}

        @Override
        public void follow(Ring ring) {}

        @Override
        public int highest(String alias) {
            return 0;
        }
    };

    /** Id of the right store; nothing before the first was admitted. */
    Optional<String> store();

    /** Remembers what is new in the right store; the first is the right one. @throws RefusedException when it is another, or older */
    void admit(Ring ring, OwnerFile file);

    /** From now on this one, which has a new id, is the right one. */
    void follow(Ring ring);

    /** The highest version a key of this alias ever had in any store; 0 for none. */
    int highest(String alias);

    static RefusedException missing(OwnerFile file, String known) {
        return refused(
                "key-store-missing",
                "密钥库 " + file.path() + " 不存在，而数据库已有密钥库 " + known + " 的记录：请检查路径和挂载，或从备份恢复。",
                "The key store " + file.path() + " is not there, and the database knows the key store " + known
                        + ": check path and mount, or restore it from a backup.",
                known);
    }

    static RefusedException other(OwnerFile file, String known) {
        return refused(
                "key-store-other",
                "密钥库 " + file.path() + " 不是数据库所记录的密钥库 " + known + "：请检查路径和挂载；各节点须共用同一个密钥库。",
                "The key store " + file.path() + " is not the one the database knows, " + known
                        + ": check path and mount; all nodes share one key store.",
                known);
    }

    static RefusedException older(OwnerFile file, String known, String alias, int version) {
        return refused(
                "key-store-older",
                "密钥库 " + file.path() + " 中没有密钥 " + alias + " 的第 " + version + " 版，比数据库的记录旧：请恢复更新的备份。",
                "The key store " + file.path() + " lacks version " + version + " of the key " + alias
                        + ", which the database knows: it is too old, restore a newer backup.",
                known);
    }

    private static RefusedException refused(String code, String zh, String en, String known) {
        return new RefusedException(
                code,
                zh + "确已丢失时，在 etc/org.chama.crypto.cfg 中设置 accept.new.store = " + known + "；此前加密的内容将无法解开。",
                en + " When it is lost for good, set accept.new.store = " + known
                        + " in etc/org.chama.crypto.cfg; what it encrypted stays closed then.");
    }
}
