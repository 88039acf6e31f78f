package org.chama.console;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.chama.api.Refusal;
import org.chama.api.RefusedException;
import org.chama.api.Text;
import org.chama.api.access.Authentication;
import org.chama.api.access.Identity;
import org.chama.api.access.Needs;
import org.chama.api.access.Permission;

/** {@code chama:password}. */
@Service
@Needs(Permission.SESSION)
@Command(scope = "chama", name = "password", description = "修改本人密码 / change one's own password")
public final class ChangePassword extends Ask {

    private static final int LARGEST = 4_096;

    @Reference(optional = true)
    private Authentication authentication;

    @Option(
            name = "--before-file",
            description = "当前密码所在文件,在 data/console 中 / file with the present password, in data/console")
    private String beforeFile = "";

    @Option(
            name = "--after-file",
            description = "新密码所在文件,在 data/console 中 / file with the new password, in data/console")
    private String afterFile = "";

    @Override
    void answer(PrintStream out, Locale locale) throws IOException {

        Identity identity = caller().identity();
        if (identity.kind() != Identity.Kind.ACCOUNT) {
            throw new RefusedException("forbidden", "接入系统没有密码", "a client has no password");
        }
        if (beforeFile.isEmpty() != afterFile.isEmpty()) {
            throw new RefusedException(
                    "option-missing",
                    "--before-file 与 --after-file 须同时给出",
                    "--before-file and --after-file go together");
        }
        char[] before = {};
        char[] after = {};
        char[] again = {};
        try {
            if (beforeFile.isEmpty()) {
                before = asked(new Text("当前密码: ", "Present password: ").in(locale));
                after = asked(new Text("新密码: ", "New password: ").in(locale));
                again = asked(new Text("再次输入新密码: ", "New password again: ").in(locale));
            } else {
                before = written(beforeFile);
                after = written(afterFile);
                again = after.clone();
            }
            change(identity.name(), before, after, again);
        } finally {
            Arrays.fill(before, '\0');
            Arrays.fill(after, '\0');
            Arrays.fill(again, '\0');
        }
        out.println(new Text("密码已修改,请重新登录控制台。", "The password is changed: sign in to the console again.").in(locale));
    }

    private void change(String account, char[] before, char[] after, char[] again) {
        if (!Arrays.equals(after, again)) {
            throw new RefusedException("not-the-same", "两次输入的新密码不一致", "the new passwords are not the same");
        }
        Optional<Refusal> refusal = there(authentication).change(account, before, after, caller().origin());
        if (refusal.isPresent()) {
            throw new RefusedException(refusal.get());
        }
    }

    private char[] asked(String prompt) throws IOException {
        String line = hidden(prompt);
        if (line.isEmpty()) {
            throw new RefusedException(
                    "password-missing",
                    "没有输入密码;非交互时用 --before-file、--after-file",
                    "no password was given; without a terminal use --before-file and --after-file");
        }
        return line.toCharArray();
    }

    /** Empty where nobody can be asked. */
    private String hidden(String prompt) throws IOException {
        try {
            String line = session().readLine(prompt, '*');
            return line == null ? "" : line;
        } catch (UnsupportedOperationException e) {
            return "";
        }
    }

    /** The first line of a file. */
    private static char[] written(String file) throws IOException {
        byte[] bytes = LocalFile.read(file, LARGEST);
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        Arrays.fill(bytes, (byte) 0);
        int end = 0;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        char[] line = new char[end];
        text.get(line, 0, end);
        Arrays.fill(text.array(), '\0');
        return line;
    }
}
