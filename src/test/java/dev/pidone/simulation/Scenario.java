package dev.pidone.simulation;

import dev.pidone.kernel.ExitStatus;

/**
 * What a simulated kernel is like.
 *
 * @param seed decides all that happens
 * @param pidoneIsInit whether pidone is PID 1
 * @param hasProc whether /proc shows the processes
 * @param hasPidfd whether processes can be watched
 * @param hasTerminal whether pidone's session has a controlling terminal
 * @param launchFailure the status of the {@link LaunchException} that starting the command throws; {@code null} if it
 *     can be started
 * @param expectations what pidone must do
 */
public record Scenario(long seed, boolean pidoneIsInit, boolean hasProc, boolean hasPidfd, boolean hasTerminal,
        ExitStatus launchFailure, Expectations expectations) {
}
