package dev.pidone.linux.proc;

/** Prints what is known of the memory of the control group that it runs in. */
final class MemoryCgroupProgram {
    private MemoryCgroupProgram() {
    }

    /** @param args not used */
    public static void main(String[] args) {
        MemoryCgroup memory = new MemoryCgroup();
        System.out.println("read=" + memory.read() + " killed=" + memory.killed() + " limit=" + memory.limitBytes()
                + " reached=" + memory.wasLimitReached() + " ofParent=" + memory.isLimitOfParent() + " peak="
                + memory.peakBytes());
    }
}
