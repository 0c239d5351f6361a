package dev.pidone.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Hands out process IDs, of which there are few, so that they come again soon.
 *
 * <p>
 * One that pidone has reaped comes again at once, for pidone must know better than to use it. One that another process
 * has reaped does not before pidone waits for events again: between a look into /proc and a signal nobody could tell.
 */
final class PidSpace {
    static final int MAX = 40;

    private final Random random;
    private final List<Integer> reapedByPidone = new ArrayList<>();
    private final List<Integer> resting = new ArrayList<>();
    private int recycled;

    PidSpace(Random random) {
        this.random = random;
    }

    /** @return 0 if there is none left */
    int next(SimulatedWorld world) {
        for (int processId : reapedByPidone) {
            if (world.isFree(processId) && random.nextBoolean()) {
                reapedByPidone.remove((Integer) processId);
                recycled++;
                return processId;
            }
        }
        int first = 2 + random.nextInt(MAX - 1);
        for (int offset = 0; offset < MAX - 1; offset++) {
            int processId = 2 + (first - 2 + offset) % (MAX - 1);
            if (world.isFree(processId) && !resting.contains(processId)) {
                reapedByPidone.remove((Integer) processId);
                return processId;
            }
        }
        return 0;
    }

    void reaped(int processId, boolean byPidone) {
        (byPidone ? reapedByPidone : resting).add(processId);
    }

    void endRests() {
        resting.clear();
    }

    /** How many IDs passed from a process that pidone had reaped straight to another. */
    int recycled() {
        return recycled;
    }
}
