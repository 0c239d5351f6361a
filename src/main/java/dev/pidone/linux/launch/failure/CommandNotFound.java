package dev.pidone.linux.launch.failure;

import dev.pidone.kernel.SearchPath;
import dev.pidone.linux.launch.failure.PathTrace.Obstacle;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.SystemCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Says why a command's name leads to no file, and what to do about it. */
final class CommandNotFound {
    private static final int PATH_MAX = 4096;
    private static final int LONGEST_LINK = 32;
    /** What is no program in most systems, with a blank around each. */
    private static final String OF_SHELL = " . : alias cd eval exec exit export read set shift source trap ulimit umask ";

    private final Hints hints;
    private final FileStatus files;
    private final PathTrace trace;
    private final Line reason;
    private final MemorySegment buffer = Arena.global().allocate(PATH_MAX);

    /** @param reason what the explanation is added to */
    CommandNotFound(Hints hints, FileStatus files, Line reason) {
        this.hints = hints;
        this.files = files;
        this.reason = reason;
        trace = new PathTrace(files);
    }

    /** @param workingDirectory a descriptor of it, -1 if it is the current one */
    void explain(long command, NativeStrings environment, int workingDirectory) {
        if (NativeStrings.byteAt(command) == 0) {
            reason.text("its name is empty: see whether a variable is not set");
            return;
        }
        Hints.addQuoted(reason, command);
        if (Hints.contains(command, '/')) {
            explainPath(command, workingDirectory);
        } else {
            explainSearch(command, environment);
        }
    }

    private void explainPath(long command, int workingDirectory) {
        if (NativeStrings.byteAt(command) != '/') {
            addWorkingDirectory(workingDirectory);
        }
        reason.text(": ");
        explainObstacle(trace.follow(command), command);
        addHint(": check the path, and whether the image has it");
    }

    private void addHint(String otherwise) {
        if (!hints.addHintAtWords(reason)) {
            reason.text(otherwise);
        }
    }

    private void explainObstacle(Obstacle obstacle, long command) {
        switch (obstacle) {
            case MISSING -> explainMissing(command);
            case DANGLING_LINK -> {
                Hints.addQuoted(reason, trace.part()).text(" is a symbolic link to ");
                Hints.addQuoted(reason, trace.target()).text(", which is not there");
            }
            case NOT_A_DIRECTORY -> Hints.addQuoted(reason, trace.part()).text(" is no directory");
            default -> reason.errno(Errno.ENOENT.number());
        }
    }

    private void explainMissing(long command) {
        boolean isLast = isEqual(trace.part(), command);
        if (isLast) {
            Hints.addQuoted(reason, trace.parent()).text(" has no such file");
        } else {
            reason.text("there is no directory ");
            Hints.addQuoted(reason, trace.part());
        }
    }

    private static boolean isEqual(long string, long other) {
        int index = 0;
        while (NativeStrings.byteAt(string + index) != 0
                && NativeStrings.byteAt(string + index) == NativeStrings.byteAt(other + index)) {
            index++;
        }
        return NativeStrings.byteAt(string + index) == NativeStrings.byteAt(other + index);
    }

    private void addWorkingDirectory(int descriptor) {
        reason.text(" in the working directory ");
        if (descriptor < 0 ? readWorkingDirectory() : readWorkingDirectory(descriptor)) {
            Hints.addQuoted(reason, buffer.address());
        } else {
            reason.text("(deleted)");
        }
    }

    /** It has no name if it was deleted (getcwd(2)). */
    private boolean readWorkingDirectory() {
        return SystemCall.GETCWD.call(buffer.address(), PATH_MAX) > 0;
    }

    private boolean readWorkingDirectory(int descriptor) {
        Line link = new Line(LONGEST_LINK).text("/proc/self/fd/").number(descriptor).add((byte) 0);
        return files.readLink(link.bytes().address(), buffer);
    }

    private void explainSearch(long command, NativeStrings environment) {
        long path = SearchPath.in(environment);
        if (isDanglingLink(command, path)) {
            reason.text(": ");
            explainObstacle(Obstacle.DANGLING_LINK, command);
            return;
        }
        reason.text(" is in no directory of ");
        if (SearchPath.isSet(environment)) {
            Hints.addQuoted(reason.text("PATH ("), path).text(")");
        } else {
            reason.text(SearchPath.DEFAULT + " (PATH is not set)");
        }
        addNextStep(command);
    }

    /** Whether a directory of the path has a symbolic link of this name that leads nowhere. */
    private boolean isDanglingLink(long command, long path) {
        long at = path;
        boolean isFound = false;
        boolean isLast = false;
        while (!isFound && !isLast) {
            int length = 0;
            while (NativeStrings.byteAt(at + length) != 0 && NativeStrings.byteAt(at + length) != ':') {
                length++;
            }
            isFound = compose(at, length, command) && trace.follow(buffer.address()) == Obstacle.DANGLING_LINK
                    && isEqual(trace.part(), buffer.address());
            isLast = NativeStrings.byteAt(at + length) == 0;
            at += length + 1L;
        }
        return isFound;
    }

    /** Writes a path of a directory and a name; false if it is too long. */
    private boolean compose(long directory, int length, long name) {
        int end = 0;
        while (end < length && end < PATH_MAX - 2) {
            add(end, NativeStrings.byteAt(directory + end));
            end++;
        }
        if (end > 0) {
            add(end, '/');
            end++;
        }
        int index = 0;
        while (NativeStrings.byteAt(name + index) != 0 && end < PATH_MAX - 1) {
            add(end, NativeStrings.byteAt(name + index));
            index++;
            end++;
        }
        add(end, 0);
        return end < PATH_MAX - 1;
    }

    private void add(int index, int value) {
        buffer.set(ValueLayout.JAVA_BYTE, index, (byte) value);
    }

    private void addNextStep(long command) {
        if (files.exists(command) && files.isRegular()) {
            compose(NativeStrings.of("."), 1, command);
            Hints.addQuoted(reason.text(", but in the working directory: name it "), buffer.address());
        } else if (isOfShell(command)) {
            reason.text(": it is a part of the shell; run it by sh -c");
        } else {
            addHint(": install it, or name it by its path");
        }
    }

    private static boolean isOfShell(long command) {
        int index = 0;
        while (index >= 0) {
            int offset = 1;
            while (NativeStrings.byteAt(command + offset - 1) == OF_SHELL.charAt(index + offset)) {
                offset++;
            }
            if (NativeStrings.byteAt(command + offset - 1) == 0 && OF_SHELL.charAt(index + offset) == ' ') {
                return true;
            }
            index = OF_SHELL.indexOf(' ', index + 1);
            index = index == OF_SHELL.length() - 1 ? -1 : index;
        }
        return false;
    }
}
