package dev.pidone.linux.launch.failure;

import dev.pidone.linux.launch.failure.PathTrace.Obstacle;
import dev.pidone.memory.Line;
import dev.pidone.memory.NativeStrings;
import dev.pidone.syscall.Errno;
import dev.pidone.syscall.Machine;
import dev.pidone.syscall.NativeLibrary;

/** Says why a file that is there cannot be executed (execve(2), "ERRORS"), and what to do about it. */
final class CommandNotExecutable {
    /** A script's interpreter may be a script itself, and so on: the kernel follows so many. */
    private static final int MOST_INTERPRETERS = 5;
    private static final int EXECUTE_BITS = 0111;
    private static final int OCTAL_BITS = 3;

    private final Hints hints;
    private final FileStatus files;
    private final PathTrace trace;
    private final Line reason;

    /** @param reason what the explanation is added to */
    CommandNotExecutable(Hints hints, FileStatus files, Line reason) {
        this.hints = hints;
        this.files = files;
        this.reason = reason;
        trace = new PathTrace(files);
    }

    /**
     * @param path the address of the file's path
     * @param error the errno of execve(2)
     * @param shellError that of the attempt to have the shell run the file; 0 if it was not tried
     */
    void explain(long path, int error, int shellError) {
        if (error == Errno.EACCES.number()) {
            explainDenial(path, 1);
        } else if (error == Errno.ENOENT.number()) {
            explainMissingInterpreter(path, 1);
        } else if (error == Errno.ENOEXEC.number()) {
            explainFormat(path, shellError, 1);
        } else if (error == Errno.EPERM.number()) {
            explainRefusal(path);
        } else if (error == Errno.ELOOP.number()) {
            explainLoop(path);
        } else {
            reason.errno(error);
            addNextStep(path, error);
        }
    }

    private void explainDenial(long path, int depth) {
        Obstacle obstacle = trace.follow(path);
        if (obstacle == Obstacle.NOT_SEARCHABLE) {
            hints.addUser(reason).text(" may not search the directory ");
            Hints.addQuoted(reason, trace.part()).text(": chmod a+x it, or put the command elsewhere");
        } else if (obstacle != Obstacle.NONE) {
            reason.errno(Errno.EACCES.number());
        } else if (files.isDirectory()) {
            reason.text("it is a directory: name a program in it");
        } else if (!files.isRegular()) {
            reason.text("it is no regular file: name a program");
        } else if (files.isOnNoexecMount(path)) {
            reason.text("its file system is mounted noexec: put the file elsewhere,"
                    + " or mount that with exec (docker run --tmpfs DIRECTORY:exec)");
        } else if ((files.mode() & EXECUTE_BITS) == 0) {
            reason.text("it is not executable: chmod +x ");
            Hints.addQuoted(reason, path).text(" (in a Dockerfile: COPY --chmod=755)");
        } else if (!files.isPermitted(path)) {
            explainPermissions(path);
        } else {
            explainDenialOfInterpreter(path, depth);
        }
    }

    private void explainPermissions(long path) {
        hints.addUser(reason).text(" may not execute it (mode ");
        for (int shift = 3 * OCTAL_BITS; shift >= 0; shift -= OCTAL_BITS) {
            reason.number(files.mode() >> shift & 7);
        }
        reason.text(", user ").number(files.user()).text(", group ").number(files.group()).text("): chmod a+rx ");
        Hints.addQuoted(reason, path).text(" (in a Dockerfile: COPY --chmod=755)");
    }

    private void explainDenialOfInterpreter(long path, int depth) {
        ProgramFile program = new ProgramFile(files, path);
        if (program.kind() == ProgramFile.Kind.SCRIPT && !program.hasInterpreter()) {
            reason.text("its first line is #! without an interpreter: name one there");
        } else if (program.hasInterpreter() && depth < MOST_INTERPRETERS) {
            addInterpreter(program).text(": ");
            explainDenial(program.interpreter(), depth + 1);
        } else {
            reason.errno(Errno.EACCES.number()).text(", though its permissions allow it: see whether a security module"
                    + " (AppArmor, SELinux) forbids it");
        }
    }

    private Line addInterpreter(ProgramFile program) {
        reason.text(program.kind() == ProgramFile.Kind.ELF ? "its loader " : "its interpreter ");
        return Hints.addQuoted(reason, program.interpreter());
    }

    private void explainMissingInterpreter(long path, int depth) {
        ProgramFile program = new ProgramFile(files, path);
        if (!program.hasInterpreter()) {
            reason.text("it is there, but its interpreter or loader is not: install that");
        } else if (endsWithCarriageReturn(program.interpreter())) {
            reason.text("its first line has a Windows line end, so that its interpreter would be ");
            Hints.addQuoted(reason, program.interpreter()).text(": convert it by sed -i 's/\\r$//' ");
            Hints.addQuoted(reason, path).text(" (in Git: 'eol=lf' in .gitattributes)");
        } else if (files.exists(program.interpreter()) && depth < MOST_INTERPRETERS) {
            addInterpreter(program).text(": ");
            explainMissingInterpreter(program.interpreter(), depth + 1);
        } else {
            addInterpreter(program).text(" is not there");
            if (program.kind() == ProgramFile.Kind.ELF) {
                explainLoader(program);
            } else if (!Hints.contains(program.interpreter(), '/')) {
                reason.text(", and PATH does not count here: give its whole path, or put /usr/bin/env before it");
            } else {
                reason.text(": install it, or correct the file's first line");
            }
        }
    }

    private static boolean endsWithCarriageReturn(long string) {
        int last = 0;
        long at = string;
        while (NativeStrings.byteAt(at) != 0) {
            last = NativeStrings.byteAt(at);
            at++;
        }
        return last == '\r';
    }

    /** Which libc a program was built for shows in the name of its loader. */
    private void explainLoader(ProgramFile program) {
        if (!program.isForThisMachine()) {
            reason.text(": the file is built for ");
            program.addArchitecture(reason);
            addText(reason.text(", this machine is "), Machine.NAME)
                    .text(": build it for this one, or install a libc for the other");
            return;
        }
        boolean isForMusl = isLoader(Machine.MUSL_LOADER, program);
        if (!isForMusl && !isLoader(Machine.GLIBC_LOADER, program)) {
            reason.text(": install it, or link the program statically");
            return;
        }
        reason.text(": it is built for ").text(isForMusl ? "musl (Alpine), " : "glibc, ");
        if (files.exists(NativeLibrary.machine(isForMusl ? Machine.GLIBC_LOADER : Machine.MUSL_LOADER))) {
            reason.text(isForMusl ? "but here is glibc" : "but here is musl (Alpine)");
        } else {
            addText(reason.text("but here is no libc for "), Machine.NAME);
        }
        reason.text(": link it statically, or use an image with ").text(isForMusl ? "musl" : "glibc");
    }

    private static boolean isLoader(int fact, ProgramFile program) {
        long loader = NativeLibrary.machine(fact);
        int index = 0;
        while (NativeStrings.byteAt(loader + index) == NativeStrings.byteAt(program.interpreter() + index)) {
            if (NativeStrings.byteAt(loader + index) == 0) {
                return true;
            }
            index++;
        }
        return false;
    }

    private static Line addText(Line to, int fact) {
        for (long at = NativeLibrary.machine(fact); NativeStrings.byteAt(at) != 0; at++) {
            to.add((byte) NativeStrings.byteAt(at));
        }
        return to;
    }

    private void explainFormat(long path, int shellError, int depth) {
        ProgramFile program = new ProgramFile(files, path);
        switch (program.kind()) {
            case EMPTY -> reason.text("it is empty: see how it was made or copied");
            case ELF -> explainFormatOfElf(program);
            case WINDOWS -> reason.text("it is a program for Windows: build it for Linux");
            case MACOS -> reason.text("it is a program for macOS: build it for Linux");
            case SCRIPT -> {
                addInterpreter(program).text(": ");
                if (depth < MOST_INTERPRETERS) {
                    explainFormat(program.interpreter(), shellError, depth + 1);
                } else {
                    reason.errno(Errno.ENOEXEC.number());
                }
            }
            default -> explainUnknownFormat(shellError);
        }
    }

    private void explainFormatOfElf(ProgramFile program) {
        if (!program.isForThisMachine()) {
            reason.text("it is built for ");
            program.addArchitecture(reason);
            addText(reason.text(", this machine is "), Machine.NAME)
                    .text(": build it, or its image, for this one (docker build --platform=linux/");
            addText(reason, Machine.NAME_OF_DOCKER).text(")");
        } else if (program.isExecutable()) {
            reason.text("it is an ELF file, but a damaged one: copy or build it again");
        } else {
            reason.text("it is an ELF file, but no program: link it");
        }
    }

    private void explainUnknownFormat(int shellError) {
        if (shellError == 0) {
            reason.text("it is neither a program for Linux nor a script: see whether it is the right file");
        } else {
            reason.text("it is no program, it has no line #!INTERPRETER, and /bin/sh cannot run it: ").errno(shellError)
                    .text(": begin it with that line");
        }
    }

    /** The kernel refuses a program that would not get the capabilities that its file asks for (capabilities(7)). */
    private void explainRefusal(long path) {
        if (files.hasCapabilities(path)) {
            reason.text("its file capabilities are more than it may get here: grant them (docker run --cap-add),"
                    + " or remove them (setcap -r ");
            Hints.addQuoted(reason, path).text(")");
        } else {
            reason.errno(Errno.EPERM.number())
                    .text(": see whether a security module (AppArmor, SELinux) or a seccomp filter forbids it");
        }
    }

    /** Of symbolic links, or of scripts: the kernel follows as few of those as {@link #MOST_INTERPRETERS}. */
    private void explainLoop(long path) {
        if (trace.follow(path) == Obstacle.LINK_LOOP) {
            reason.errno(Errno.ELOOP.number()).text(": correct the symbolic link ");
            Hints.addQuoted(reason, trace.part());
            return;
        }
        ProgramFile program = new ProgramFile(files, path);
        ProgramFile last = program;
        for (int depth = 1; depth < MOST_INTERPRETERS && last.hasInterpreter(); depth++) {
            if (trace.follow(last.interpreter()) == Obstacle.LINK_LOOP) {
                addInterpreter(last).text(": ").errno(Errno.ELOOP.number()).text(": correct the symbolic link ");
                Hints.addQuoted(reason, trace.part());
                return;
            }
            last = new ProgramFile(files, last.interpreter());
        }
        if (program.kind() == ProgramFile.Kind.SCRIPT && program.hasInterpreter()) {
            addInterpreter(program)
                    .text(" is a script itself, whose interpreter is one again, and so on: name a program"
                            + " in the first line of one of them");
        } else {
            reason.errno(Errno.ELOOP.number());
        }
    }

    private void addNextStep(long path, int error) {
        if (error == Errno.E2BIG.number()) {
            reason.text(": its arguments and the environment are too long; a quarter of 'ulimit -s' is allowed");
        } else if (error == Errno.ETXTBSY.number()) {
            reason.text(": a process has it open for writing; wait until that is done");
        } else if (error == Errno.ENAMETOOLONG.number()) {
            reason.text(": a name may have 255 bytes, a path 4095");
            hints.addHintAtWords(reason);
        } else if (error == Errno.EAGAIN.number()) {
            hints.addUser(reason.text(": ")).text(" has as many processes as the limit allows; raise 'ulimit -u'");
        }
    }
}
