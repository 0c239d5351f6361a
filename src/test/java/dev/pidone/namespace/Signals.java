package dev.pidone.namespace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Sets of signals, by number. */
final class Signals {
    private static final int KILL = 9;
    private static final int CONT = 18;
    private static final int STOP = 19;
    /** TSTP, TTIN and TTOU. */
    static final Set<Integer> STOPPING = Set.of(20, 21, 22);

    /** All but KILL and STOP. */
    static final List<Integer> CATCHABLE = IntStream.rangeClosed(1, 64)
            .filter(signal -> signal != KILL && signal != STOP).boxed().toList();

    private Signals() {
    }

    /**
     * Signals that can all be pending at the same time, in a random order. CONT and those that stop a process cannot:
     * the kernel drops the one kind when the other comes (signal(7)). So it is either the one or the other.
     */
    static List<Integer> atOnce(long seed) {
        Random random = new Random(seed);
        List<Integer> signals = new ArrayList<>(CATCHABLE);
        if (random.nextBoolean()) {
            signals.removeAll(STOPPING);
        } else {
            signals.remove(Integer.valueOf(CONT));
        }
        Collections.shuffle(signals, random);
        return signals;
    }

    /** What no listener has heard so far. */
    static List<Integer> notHeard(List<Integer> signals, RunningCall running) {
        List<Integer> missing = new ArrayList<>(signals);
        missing.removeAll(heard(running));
        return missing;
    }

    /** What listeners have heard so far, sorted. */
    static List<Integer> heard(RunningCall running) {
        return running.output().lines().filter(line -> !line.equals("ready")).map(Integer::valueOf).sorted().toList();
    }
}
