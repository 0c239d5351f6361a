package dev.pidone.linux.launch.failure;

import dev.pidone.kernel.Launch;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.SystemCall;

/** What several explanations of a failed start have in common. */
final class Hints {
    /** How much of a name is shown: what to do about it must find room behind it. */
    private static final int LONGEST_NAME = 200;

    private final Launch wanted;

    Hints(Launch wanted) {
        this.wanted = wanted;
    }

    static boolean contains(long string, char character) {
        long at = string;
        while (NativeStrings.byteAt(at) != 0 && NativeStrings.byteAt(at) != character) {
            at++;
        }
        return NativeStrings.byteAt(at) == character;
    }

    /** A command line in one word is a frequent mistake; false if there is nothing to say. */
    boolean addHintAtWords(Line to) {
        if (!wanted.command().contains(0, ' ')) {
            return false;
        }
        to.text(": if arguments are in it, give them as words of their own (ENTRYPOINT [\"sleep\", \"10\"]),"
                + " or run it by sh -c");
        return true;
    }

    /** Adds as whom the command was to run. */
    Line addUser(Line to) {
        if (wanted.user() != null) {
            return addQuoted(to.text("user "), wanted.user().user().address(0));
        }
        return to.text("user ").number(SystemCall.GETEUID.call());
    }

    /** Adds the beginning of a string in quotes. */
    static Line addQuoted(Line to, long string) {
        to.text("'");
        long at = string;
        while (NativeStrings.byteAt(at) != 0 && at < string + LONGEST_NAME) {
            to.printable(NativeStrings.byteAt(at));
            at++;
        }
        return to.text(NativeStrings.byteAt(at) == 0 ? "'" : "...'");
    }
}
