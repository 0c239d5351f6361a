package dev.pidone.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.linux.Kernel;
import dev.pidone.linux.Signal;
import dev.pidone.linux.SignalMapping;
import dev.pidone.report.Log;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can happen while /proc is read. */
class RacesTest {
    private static final int INIT = 1;
    private static final int PIDONE = 7;

    private final Log log = new Log(Log.Level.ERROR);

    private static int[] process(int processId, int parent) {
        return new int[]{processId, parent, 0};
    }

    private static int[] zombie(int processId, int parent) {
        return new int[]{processId, parent, 1};
    }

    private List<Integer> sendTerm(ScriptedKernel kernel) {
        new Descendants(kernel.kernel(), log).send(Signal.TERM, supervisor(kernel.kernel()));
        return kernel.signalled();
    }

    private Supervisor supervisor(Kernel kernel) {
        return new Supervisor(kernel, log, Policy.byDefault(), false);
    }

    @Test
    void aDescendantThatAppearsBetweenTwoLooksIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(1, 0), process(7, 1), process(10, 7))
                .showing(process(1, 0), process(7, 1), process(10, 7), process(11, 10));
        assertEquals(List.of(10, 11), sendTerm(kernel));
    }

    @Test
    void aDescendantWhoseParentEndsDuringTheLookIsReached() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(1, 0), process(7, 1), process(10, 7))
                .showing(process(1, 0), process(7, 1), process(9, 10))
                .showing(process(1, 0), process(7, 1), process(9, 7));
        assertEquals(List.of(10, 9), sendTerm(kernel));
    }

    @Test
    void parentsThatAreHiddenForGoodDoNotKeepPidoneLooking() {
        ScriptedKernel kernel = new ScriptedKernel(PIDONE).showing(process(7, 5), process(10, 7), process(30, 29));
        assertEquals(List.of(10), sendTerm(kernel));
    }

    @Test
    void aLookThatShowsOnlyZombiesIsTakenTwice() {
        ScriptedKernel kernel = new ScriptedKernel(INIT).showing(process(1, 0), zombie(20, 0));
        Supervisor supervisor = supervisor(kernel.kernel());
        Ending ending = new EveryProcessEnded(kernel.kernel(), log);
        assertFalse(ending.isReached(supervisor));
        assertEquals(0, ending.recheckNanoseconds());
        assertTrue(ending.isReached(supervisor));
    }

    @Test
    void aProcessThatShowsUpBetweenTheTwoLooksIsWaitedFor() {
        ScriptedKernel kernel = new ScriptedKernel(INIT).showing(process(1, 0), zombie(20, 0))
                .showing(process(1, 0), process(15, 1), zombie(20, 0)).showing(process(1, 0), zombie(20, 0));
        Supervisor supervisor = supervisor(kernel.kernel());
        Ending ending = new EveryProcessEnded(kernel.kernel(), log);
        assertFalse(ending.isReached(supervisor));
        assertFalse(ending.isReached(supervisor));
        assertEquals(Kernel.FOREVER, ending.recheckNanoseconds());
        assertFalse(ending.isReached(supervisor));
        assertTrue(ending.isReached(supervisor));
    }
}
