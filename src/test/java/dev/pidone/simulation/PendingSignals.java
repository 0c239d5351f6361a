package dev.pidone.simulation;

import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Signals that wait for a process: standard ones coalesce, real-time ones queue; low numbers come first (signal(7)).
 */
final class PendingSignals {
    private static final int FIRST_QUEUED = 32;

    private final List<Entry> entries = new ArrayList<>();

    /** @param sender the sending process, 0 if it is outside the PID namespace or the kernel */
    record Entry(Signal signal, boolean sentByProcess, int sender) {
    }

    /** Returns false if the signal was pending already and has become one with it. */
    boolean add(Entry entry) {
        int index = 0;
        while (index < entries.size() && entries.get(index).signal().number() <= entry.signal().number()) {
            if (entries.get(index).signal() == entry.signal() && entry.signal().number() < FIRST_QUEUED) {
                return false;
            }
            index++;
        }
        entries.add(index, entry);
        return true;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Takes the next one away; {@code null} if there is none. */
    Entry take() {
        return entries.isEmpty() ? null : entries.removeFirst();
    }

    void drop(SignalSet signals) {
        entries.removeIf(entry -> signals.contains(entry.signal()));
    }

    void clear() {
        entries.clear();
    }
}
