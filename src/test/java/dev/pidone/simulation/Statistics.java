package dev.pidone.simulation;

/**
 * How much happened in simulated worlds.
 *
 * @param forwarded signals that pidone had to forward
 * @param forwardedDirectly how many of them were forwarded by the kernel layer
 * @param reaped children that pidone has reaped
 * @param adopted orphans that have come to pidone
 * @param recycled process IDs that pidone had reaped and that went straight to another process
 * @param kills KILL signals that pidone has sent at a deadline
 * @param orphansTerminated orphans that pidone has sent TERM
 * @param plannedSteps steps of stop plans that pidone has taken
 */
public record Statistics(int forwarded, int forwardedDirectly, int reaped, int adopted, int recycled, int kills,
        int orphansTerminated, int plannedSteps) {
    public static final Statistics NOTHING = new Statistics(0, 0, 0, 0, 0, 0, 0, 0);

    public Statistics plus(Statistics other) {
        return new Statistics(forwarded + other.forwarded, forwardedDirectly + other.forwardedDirectly,
                reaped + other.reaped, adopted + other.adopted, recycled + other.recycled, kills + other.kills,
                orphansTerminated + other.orphansTerminated, plannedSteps + other.plannedSteps);
    }
}
