package dev.pidone.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Hands out process IDs, of which there are few, so that they come again soon: often at once, whoever has reaped the
 * process that had it.
 */
final class PidSpace {
    static final int MAX = 40;

    private final Random random;
    private final List<Integer> free = new ArrayList<>();
    private int recycled;

    PidSpace(Random random) {
        this.random = random;
    }

    /** @return 0 if there is none left */
    int next(SimulatedWorld world) {
        for (int processId : free) {
            if (world.isFree(processId) && random.nextBoolean()) {
                free.remove((Integer) processId);
                recycled++;
                return processId;
            }
        }
        int first = 2 + random.nextInt(MAX - 1);
        for (int offset = 0; offset < MAX - 1; offset++) {
            int processId = 2 + (first - 2 + offset) % (MAX - 1);
            if (world.isFree(processId)) {
                free.remove((Integer) processId);
                return processId;
            }
        }
        return 0;
    }

    void reaped(int processId) {
        free.add(processId);
    }

    /** How many IDs passed from a process straight to another. */
    int recycled() {
        return recycled;
    }
}
