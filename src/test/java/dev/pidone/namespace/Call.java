package dev.pidone.namespace;

import dev.pidone.namespace.PidNamespace.Proc;
import dev.pidone.support.Product;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A call of pidone, or of a command in its place, and the state in which it is to begin. Unless said otherwise it is
 * PID 1 of a new namespace. All of its processes die with that namespace, in each case.
 *
 * <p>
 * Where a state of signals, descriptors or environment is asked for, arguments are strings of bytes, one char a byte
 * (ISO 8859-1).
 */
public final class Call {
    private final List<String> program = new ArrayList<>();
    private final List<String> wrapper = new ArrayList<>();
    private Path directory = Path.of("/");
    private Proc proc = Proc.OWN;
    private boolean first = true;
    private String besides = "";
    private boolean stateIsSet;
    private Set<Integer> blocked = Set.of();
    private Set<Integer> ignored = Set.of();
    private Set<Integer> closed = Set.of();
    private List<String> environment;

    private Call() {
    }

    /** A call of pidone; {@link #command} adds what it is to run. */
    public static Call pidone(String... options) {
        Call call = program(Product.PIDONE.toString());
        call.program.addAll(List.of(options));
        call.program.add("--");
        return call;
    }

    /** A call of pidone in a mode, or, as mode {@code none}, of the command itself. */
    static Call inMode(String mode) {
        return mode.equals("none") ? directly() : pidone("--pid1mode=" + mode);
    }

    /** A call of the command itself, to compare. */
    static Call directly() {
        return new Call();
    }

    /** A call of any program. */
    static Call program(String... arguments) {
        return new Call().command(arguments);
    }

    public Call command(List<String> arguments) {
        program.addAll(arguments);
        return this;
    }

    public Call command(String... arguments) {
        return command(List.of(arguments));
    }

    /** A shell is PID 1, and pidone or the command a child of it. */
    Call notPid1() {
        first = false;
        return this;
    }

    /** A process that has nothing to do with pidone runs in the same namespace. */
    Call notPid1Beside(List<String> command) {
        besides = Programs.quoted(command) + " & ";
        return notPid1();
    }

    Call withProc(Proc kind) {
        proc = kind;
        return this;
    }

    /** Another program goes before, which must become the one named by its arguments. */
    Call through(List<String> command) {
        wrapper.addAll(command);
        return this;
    }

    /** A shell script goes before; what it has to do with {@code "$@"} is said here: it becomes that. */
    Call after(String script) {
        return through(Programs.shell(script + "\nexec \"$@\"", List.of()));
    }

    Call in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    /** Exactly these signals are blocked and ignored at the beginning. */
    Call withSignals(Collection<Integer> blockedSignals, Collection<Integer> ignoredSignals) {
        stateIsSet = true;
        blocked = Set.copyOf(blockedSignals);
        ignored = Set.copyOf(ignoredSignals);
        return this;
    }

    Call withClosed(Collection<Integer> descriptors) {
        stateIsSet = true;
        closed = Set.copyOf(descriptors);
        return this;
    }

    /** The environment is exactly this. */
    Call withEnvironment(String... entries) {
        stateIsSet = true;
        environment = List.of(entries);
        return this;
    }

    public RunningCall start() {
        PidNamespace.require();
        return RunningCall.start(arguments(), directory);
    }

    /** Starts it and waits for its end. */
    Ended run() {
        try (RunningCall running = start()) {
            return running.awaitEnd();
        }
    }

    private List<String> arguments() {
        List<String> arguments = PidNamespace.creation(proc);
        if (!first) {
            // More than one command, lest the shell become it.
            arguments.addAll(Programs.shell(besides + "\"$@\"; exit $?", List.of()));
        }
        arguments.addAll(wrapper);
        if (stateIsSet) {
            arguments.addAll(Programs.starter(bits(blocked), bits(ignored), numbers(closed), environment()));
            program.forEach(argument -> arguments.add(hexadecimal(argument)));
        } else {
            arguments.addAll(program);
        }
        return arguments;
    }

    private static String bits(Set<Integer> signals) {
        long bits = 0;
        for (int signal : signals) {
            bits |= 1L << (signal - 1);
        }
        return Long.toUnsignedString(bits);
    }

    private static String numbers(Set<Integer> numbers) {
        return String.join(",", numbers.stream().map(String::valueOf).toList());
    }

    private String environment() {
        if (environment == null) {
            return "inherited";
        }
        return String.join(",", environment.stream().map(entry -> "x" + hexadecimal(entry)).toList());
    }

    private static String hexadecimal(String bytes) {
        return HexFormat.of().formatHex(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
