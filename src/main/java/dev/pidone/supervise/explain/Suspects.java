package dev.pidone.supervise.explain;

import dev.pidone.kernel.ProcessDetails;

/**
 * Processes that look stuck: they have ended and nobody has waited for them, or they sleep where no signal reaches
 * them. With most of them that passes in a moment, so a second look has to tell: who has run meanwhile is not stuck.
 */
final class Suspects {
    private static final int MOST = 10;

    private final int[] processIds = new int[MOST];
    private final int[] contextSwitches = new int[MOST];
    private int count;

    private static boolean looksStuck(ProcessDetails details) {
        return details.isZombie() || details.isUninterruptible();
    }

    /** The first look; of too many the first count. */
    void look(int processId, ProcessDetails details) {
        if (looksStuck(details) && count < MOST) {
            processIds[count] = processId;
            contextSwitches[count] = details.contextSwitches();
            count++;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The second look: whether a process is stuck. */
    boolean isStuck(int processId, ProcessDetails details) {
        for (int index = 0; index < count; index++) {
            if (processIds[index] == processId) {
                return looksStuck(details) && contextSwitches[index] == details.contextSwitches();
            }
        }
        return false;
    }
}
