package dev.pidone.mode;

import dev.pidone.log.Level;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.cli.Cli;
import dev.pidone.cli.Request;
import dev.pidone.cli.UsageException;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.IdleKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of orphans before anything is started. */
class SupervisionTest {
    private static final int INIT = 1;
    private static final int PIDONE = 7;

    private final LoggedMessages logged = new LoggedMessages();
    private boolean isSubreaper;
    private boolean mayBecomeSubreaper = true;

    private List<String> said(int processId, String... call) throws UsageException {
        Request request = Cli.understand(NativeStrings.of(List.of(call)), NativeStrings.of(List.of()));
        Supervision.begin(new ModeContext(new IdleKernel(processId) {
            @Override
            public boolean adoptOrphans() {
                isSubreaper |= mayBecomeSubreaper;
                return mayBecomeSubreaper;
            }

            @Override
            public boolean adoptsOrphans() {
                return isSubreaper;
            }
        }, ((Request.Run) request).options(), new Log(Level.WARN, logged), TerminationLog.NONE, null));
        return logged.messages();
    }

    @Test
    void whoIsNotPid1BecomesASubreaper() throws UsageException {
        assertEquals(List.of(), said(PIDONE, "pidone", "true"));
        assertTrue(isSubreaper);
    }

    @Test
    void aKernelThatMakesItNoneIsAWarning() throws UsageException {
        mayBecomeSubreaper = false;
        assertEquals(
                List.of("pidone: WARN: not PID 1, and this kernel makes it no subreaper: zombies will not be reaped"),
                said(PIDONE, "pidone", "true"));
    }

    @Test
    void whereItIsNotToBecomeOneThatIsAWarning() throws UsageException {
        List<String> said = said(PIDONE, "pidone", "--no-subreaper", "true");
        assertEquals(1, said.size());
        assertTrue(said.getFirst().startsWith("pidone: WARN: not PID 1 and no subreaper: "), said::getFirst);
        assertFalse(isSubreaper);
    }

    @Test
    void whoIsOneAlreadyIsNotSaidToBeNone() throws UsageException {
        isSubreaper = true;
        assertEquals(List.of(), said(PIDONE, "pidone", "--no-subreaper", "true"));
    }

    @Test
    void orphansComeToPid1Anyway() throws UsageException {
        assertEquals(List.of(), said(INIT, "pidone", "--no-subreaper", "true"));
    }
}
