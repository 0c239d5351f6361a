package dev.pidone.support;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;

/** Starts a process as tests do, and tells in which state that is. */
final class StarterProgram {
    /** glibc keeps them to itself. */
    private static final Set<Integer> OF_THE_LIBC = Set.of(32, 33);

    private StarterProgram() {
    }

    public static void main(String[] arguments) throws IOException {
        Process process = Starter.program("sleep", "1000").start();
        long id = process.pid();
        System.out.println("blocked " + ProcFile.signals(id, "status", "SigBlk"));
        Set<Integer> ignored = new TreeSet<>(ProcFile.signals(id, "status", "SigIgn"));
        ignored.removeAll(OF_THE_LIBC);
        System.out.println("ignored " + ignored);
        System.out.println("umask " + ProcFile.field(id, "status", "Umask"));
        System.out.println("terminal " + ProcFile.fields(id, "stat").get(4));
        System.out.println("descriptors " + ProcFile.descriptors(id).size());
        for (String variable : new TreeSet<>(Set.of(ProcFile.read(id, "environ").split("\0")))) {
            System.out.println(variable.startsWith("PATH=") ? "PATH" : variable);
        }
    }
}
