package dev.pidone.linux.proc;

import dev.pidone.kernel.MemoryUse;

/** Prints what is known of the memory of the control group that it runs in. */
final class MemoryCgroupProgram {
    private MemoryCgroupProgram() {
    }

    /** @param args not used */
    public static void main(String[] args) {
        MemoryUse memory = new MemoryCgroup().read();
        System.out.println("killed=" + memory.killed() + " limit=" + memory.limitBytes() + " reached="
                + memory.wasLimitReached() + " ofParent=" + memory.isLimitOfParent() + " peak=" + memory.peakBytes());
    }
}
