package dev.pidone.mode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.cli.Cli;
import dev.pidone.cli.Request;
import dev.pidone.cli.UsageException;
import dev.pidone.kernel.LaunchException;
import dev.pidone.kernel.ProcessDetails;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalSet;
import dev.pidone.kernel.WaitStatus;
import dev.pidone.log.Log;
import dev.pidone.log.LoggedMessages;
import dev.pidone.log.TerminationLog;
import dev.pidone.memory.NativeStrings;
import dev.pidone.simulation.IdleKernel;
import dev.pidone.simulation.StoryKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a run is what happened in it, and nothing is said that did not. */
class ExplanationTest {
    private static final int COMMAND = IdleKernel.COMMAND;
    private static final int CHILD = 20;
    private static final int OUTSIDE = 0;
    private static final Signal USR1 = Signal.of(10);
    private static final long TERM_BIT = SignalSet.bit(Signal.TERM);

    @TempDir
    private Path folder;

    private final StoryKernel story = new StoryKernel(1);
    private final LoggedMessages logged = new LoggedMessages();
    private int status;

    private static WaitStatus killed(Signal signal) {
        return WaitStatus.killed(signal);
    }

    /** Runs to the end; returns the messages, a line each, without {@code pidone: }. */
    private String said(String... options) throws UsageException, LaunchException {
        List<String> words = new ArrayList<>(List.of("pidone"));
        words.addAll(List.of(options));
        words.addAll(List.of("--termination-log=" + folder.resolve("end"), "--report=" + folder.resolve("page"), "--",
                "command"));
        NativeStrings call = NativeStrings.of(words);
        Request.Run request = (Request.Run) Cli.understand(call, NativeStrings.of(List.of()));
        Log log = new Log(request.options().logLevel(), logged);
        status = Modes
                .of(new ModeContext(story, request.options(), log,
                        TerminationLog.open(request.options().messages().terminationLog(), story, log), call))
                .run(request.command()).code();
        return String.join("\n", logged.messages().stream().map(line -> line.substring("pidone: ".length())).toList());
    }

    private String terminationLog() throws IOException {
        return Files.readString(folder.resolve("end")).strip();
    }

    private static void assertSays(String expected, String said) {
        assertTrue(said.contains(expected), said);
    }

    private static void assertDoesNotSay(String unexpected, String said) {
        assertFalse(said.contains(unexpected), said);
    }

    @Test
    void whoWasSentTheSignalInVainIsNotSaidToHaveDiedOfIt() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).ends(200, COMMAND, killed(Signal.TERM));
        String said = said("--stop=wait:5s,INT:500ms,KILL@all");
        assertSays("WARN: the command was killed by SIGTERM, and not by pidone, after SIGTERM from outside the PID"
                + " namespace, which was held back, in step 1 of 3 of the stop plan (wait, up to 5.0 s), 200 ms after its start",
                said);
    }

    @Test
    void whoWasSentItAndDiedOfItIsSaidTo() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).ends(200, COMMAND, killed(Signal.TERM));
        assertSays("INFO: the command was killed by SIGTERM from outside the PID namespace, 200 ms after its start",
                said("-v"));
    }

    @Test
    void theEndOfStandardInputIsACause() throws Exception {
        story.inputEnds(100).ends(200, COMMAND, killed(Signal.TERM));
        String said = said("-v", "--stop-on-stdin-end", "--time-limit=1m");
        assertSays("INFO: nobody can write to standard input any more", said);
        assertSays("INFO: the command was killed by SIGTERM, after the end of standard input, 200 ms after its start",
                said);
        assertDoesNotSay("time limit", said);
        assertEquals(143, status);
        assertEquals("the command was killed by SIGTERM, after the end of standard input, 200 ms after its start; exit"
                + " status 143", terminationLog());
    }

    @Test
    void anEndOfStandardInputThatNobodyWaitsForIsNone() throws Exception {
        story.ends(200, COMMAND, killed(Signal.TERM));
        assertDoesNotSay("standard input", said("-v"));
    }

    @Test
    void afterASignalTheEndOfStandardInputIsNoCause() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).inputEnds(150).ends(200, COMMAND, killed(Signal.TERM));
        assertDoesNotSay("standard input", said("-v", "--stop-on-stdin-end", "--stop-timeout=1s"));
    }

    /** It is in time that the plan of the time limit is another one. */
    @Test
    void theTimeLimitIsNoCauseOnceStandardInputHasEnded() throws Exception {
        story.inputEnds(900);
        String said = said("--stop-on-stdin-end", "--time-limit=1s", "--stop-timeout=1s");
        assertSays("the command was killed by SIGKILL by pidone, as the time to stop was over, after the end of"
                + " standard input", said);
        assertDoesNotSay("time limit", said);
        assertEquals(137, status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "143", "killed"})
    void anEndThatWasAskedForIsNoWarning(String end) throws Exception {
        WaitStatus ended = "killed".equals(end) ? killed(Signal.TERM) : WaitStatus.exited(Integer.parseInt(end));
        story.arrives(100, Signal.TERM, OUTSIDE).ends(200, COMMAND, ended);
        assertEquals("", said());
    }

    @Test
    void aDeathThatNobodyHasAskedForIsAWarning() throws Exception {
        story.arrives(100, USR1, OUTSIDE).ends(200, COMMAND, killed(Signal.TERM));
        assertSays("WARN: the command was killed by SIGTERM, 200 ms after its start", said());
    }

    @ParameterizedTest
    @CsvSource({"0, from outside the PID namespace", "20, 'sent by pid=20 (worker), user 1000'",
            "21, 'sent by pid=21, which is gone by now'", "22, sent by pid=22"})
    void whoHasSentAnyOtherSignalIsKnown(int sender, String expected) throws Exception {
        story.process(CHILD, COMMAND, "worker").unseen(22).arrives(100, USR1, sender).ends(200, COMMAND, killed(USR1));
        assertSays("INFO: the command was killed by SIGUSR1 " + expected + ", 200 ms after its start", said("-v"));
    }

    @Test
    void whoHasSentAnotherSignalHasNotSentThisOne() throws Exception {
        story.arrives(100, USR1, OUTSIDE).arrives(150, Signal.HUP, OUTSIDE).ends(200, COMMAND, killed(USR1));
        assertSays("INFO: the command was killed by SIGUSR1, 200 ms after its start", said("-v"));
    }

    @ParameterizedTest
    @CsvSource({"143, true", "129, true", "139, false"})
    void aJvmEndsLikeAShell(int code, boolean expected) throws Exception {
        story.ends(200, COMMAND, WaitStatus.exited(code));
        assertTrue(said().contains(" has killed what it ran, and a JVM that gets it, 200 ms") == expected);
    }

    @Test
    void aCrashIsAWarningAlsoWhenItWasAskedToEnd() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).ends(200, COMMAND, killed(Signal.of(11)));
        assertSays("WARN: the command was killed by SIGSEGV, after SIGTERM from outside", said());
    }

    @Test
    void pidonesKillOfOthersIsNotTakenForThatOfTheCommand() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(300, COMMAND, killed(Signal.KILL));
        String said = said("--leftovers=terminate", "--stop-timeout=500ms");
        assertSays("the command was killed by SIGKILL, and not by pidone, 300 ms after its start", said);
        assertSays("others were killed, and had ended 500 ms later", said);
        assertDoesNotSay("by pidone, as the time to stop was over", said);
    }

    @Test
    void memoryIsNamedAlsoWherePidoneHasKilledOthersSince() throws Exception {
        story.process(CHILD, COMMAND, "sleep").memoryRunsOut(299).ends(300, COMMAND, killed(Signal.KILL));
        assertSays("out of memory: the kernel has killed 1 process here, for a limit of 64 MiB",
                said("--leftovers=terminate", "--stop-timeout=500ms"));
    }

    @Test
    void memoryThatRanOutAfterTheCommandsEndIsNotItsCause() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(300, COMMAND, WaitStatus.exited(1)).memoryRunsOut(400).ends(500,
                CHILD, killed(Signal.KILL));
        assertDoesNotSay("out of memory", said("-v", "--pid1mode=wait-all-children"));
    }

    @Test
    void pidonesKillIsNamed() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE);
        assertSays("the command was killed by SIGKILL by pidone, as the time to stop was over, after SIGTERM from"
                + " outside the PID namespace, 600 ms after its start", said("--stop-timeout=500ms"));
    }

    @Test
    void theStepThatKilledIsNamedAndNotTheNext() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE);
        assertSays("in step 3 of 4 of the stop plan (SIGKILL to the command), ",
                said("--stop=TERM:100ms,INT:100ms,KILL@command,wait:1s"));
    }

    @Test
    void thePlanSaysWhatItDoes() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE);
        String said = said("-v", "--stop=wait:1s,forward:2s,QUIT@command:2s,KILL@all");
        assertSays("INFO: stop plan: step 1 of 4: wait, up to 1.0 s\n", said);
        assertSays("INFO: stop plan: step 2 of 4: pass on what has arrived, up to 2.0 s\n", said);
        assertSays("INFO: stop plan: step 3 of 4: SIGQUIT to the command, up to 2.0 s\n", said);
        assertSays("INFO: stop plan: step 4 of 4: SIGKILL to everyone\n", said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--stop-timeout=1s", "--time-limit=1s"})
    void nobodyReadsOfAPlanThatHeDidNotWrite(String option) throws Exception {
        story.arrives(2000, Signal.TERM, OUTSIDE);
        assertDoesNotSay("plan", said("-v", option));
    }

    @Test
    void whoHasToEndAfterTheCommandIsNamed() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(300, COMMAND, WaitStatus.exited(0)).ends(400, CHILD,
                killed(Signal.TERM));
        assertSays("INFO: ending what the command has left, pid=20 (sleep)\n", said("-v", "--leftovers=terminate"));
    }

    @Test
    void whereNobodyIsLeftNobodyIsNamed() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(200, CHILD, WaitStatus.exited(0)).ends(300, COMMAND,
                WaitStatus.exited(0));
        assertDoesNotSay("has left", said("-v", "--leftovers=terminate"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void aKeyThatEverybodyIgnoresIsSaidToBeIgnored(boolean ignores, boolean expected) throws Exception {
        story.process(CHILD, COMMAND, "sleep",
                details -> details.setSignals(0, ignores ? SignalSet.bit(Signal.INT) : 0, 0))
                .ends(1, COMMAND, WaitStatus.exited(0)).isTyped(100, Signal.INT).ends(200, CHILD, killed(Signal.INT));
        String said = said("--pid1mode=wait-all-children");
        assertTrue(said.contains("nobody who is left acts on SIGINT: Ctrl-\\ sends SIGQUIT; next time"
                + " --stop-timeout=DURATION kills what is left") == expected, said);
    }

    @Test
    void theEndOfTheCommandIsToldFromThatOfOthers() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(1, COMMAND, WaitStatus.exited(3)).arrives(1000, Signal.TERM,
                OUTSIDE);
        String said = said("--pid1mode=wait-all-children", "--stop=TERM@all:500ms,KILL@all");
        String end = "the command exited with status 3, 1 ms after its start; others were killed, and had ended 1.4 s"
                + " later, after SIGTERM from outside the PID namespace, in step 2 of 2 of the stop plan (SIGKILL to everyone)";
        assertSays("WARN: " + end, said);
        assertEquals(end, terminationLog());
        assertSays(end.substring(1), Files.readString(folder.resolve("page")));
    }

    @ParameterizedTest
    @CsvSource({"--wait-limit=20s, told to end in 10.0 s (--wait-limit)",
            "--time-limit=1m, told to end in 50.0 s (--time-limit)", "--wait-report=10s, nothing limits this"})
    void aLimitThatRunsIsNamed(String option, String expected) throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(0, COMMAND, WaitStatus.exited(0)).ends(15_000, CHILD,
                WaitStatus.exited(0));
        String said = said("--pid1mode=wait-all-children", "--wait-report=10s", option);
        assertSays(expected, said);
        assertTrue(said.contains("nothing limits this") == option.startsWith("--wait-report"), said);
    }

    @Test
    void whatCannotBeGivenTogetherIsNoAdvice() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).ends(6000, COMMAND, WaitStatus.exited(0));
        String said = said("--stop=TERM:1s");
        assertDoesNotSay("--stop-timeout", said);
        assertSays("the stop plan does not end with KILL@all", said);
    }

    private String saidOf(long blocked, long pending, String... options) throws Exception {
        story.process(COMMAND, 1, "command", details -> {
            details.setSignals(blocked, 0, 0);
            details.setPending(pending);
        }).arrives(100, Signal.TERM, OUTSIDE).ends(8000, COMMAND, WaitStatus.exited(0));
        return said(options);
    }

    @Test
    void aSignalThatWasTakenBySigwaitIsNotSaidToBeBlocked() throws Exception {
        String said = saidOf(TERM_BIT, 0);
        assertSays("sleeping          command", said);
        assertDoesNotSay("takes no notice", said);
        assertDoesNotSay("blocks", said);
    }

    @Test
    void aSignalThatWaitsIsSaidToBeBlocked() throws Exception {
        String said = saidOf(TERM_BIT, TERM_BIT);
        assertSays("blocks SIGTERM    command", said);
        assertSays("the command takes no notice of SIGTERM: if another signal ends it, --rewrite=TERM:INT", said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rewrite=TERM:INT", "--stop=INT:10s,KILL@all"})
    void whatWasSentIsWhatTheRowIsAbout(String option) throws Exception {
        story.process(COMMAND, 1, "command", details -> details.setSignals(0, SignalSet.bit(Signal.INT), TERM_BIT))
                .arrives(100, Signal.TERM, OUTSIDE).ends(8000, COMMAND, WaitStatus.exited(0));
        String said = said(option);
        assertSays("ignores SIGINT", said);
        assertSays("takes no notice of SIGINT", said);
        assertDoesNotSay("handles SIGTERM", said);
        assertDoesNotSay("--rewrite=TERM:INT", said);
    }

    @Test
    void afterATimeLimitTheReactionIsShown() throws Exception {
        story.process(COMMAND, 1, "command", details -> details.setSignals(0, TERM_BIT, 0)).ends(5500, COMMAND,
                WaitStatus.exited(0));
        assertSays("ignores SIGTERM", said("--time-limit=1s", "--wait-report=2s"));
        assertEquals(124, status);
    }

    @Test
    void afterAWaitLimitTheReactionIsShown() throws Exception {
        story.process(CHILD, COMMAND, "sleep", details -> details.setSignals(0, TERM_BIT, 0)).ends(1, COMMAND,
                WaitStatus.exited(0));
        assertSays("ignores SIGTERM", said("--pid1mode=wait-all-children", "--wait-limit=1s", "--wait-report=2s"));
    }

    @Test
    void whoHasEndedIsNotKilled() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(1, COMMAND, WaitStatus.exited(0)).arrives(100, Signal.TERM, OUTSIDE)
                .ends(900, CHILD, WaitStatus.exited(0));
        assertDoesNotSay("killing",
                said("--pid1mode=wait-all-children", "--stop=TERM:100ms,KILL@command:100ms,KILL@group"));
    }

    private static void tracedBy(ProcessDetails details, char state, int tracer) {
        details.set(state, COMMAND);
        details.setTracer(tracer);
    }

    @Test
    void whoIsTracedIsNotSaidToGoOnByCont() throws Exception {
        story.process(CHILD, COMMAND, "sleep", details -> tracedBy(details, 't', 30)).process(30, COMMAND, "gdb")
                .arrives(100, Signal.TERM, OUTSIDE).ends(8000, COMMAND, WaitStatus.exited(0));
        String said = said();
        assertSays("pid=20 is held by its tracer, 30 (gdb): it goes on when that lets it go on, or ends", said);
        assertSays("traced            sleep", said);
        assertDoesNotSay("kill -CONT", said);
    }

    @Test
    void whoIsStoppedIsSaidToGoOnByCont() throws Exception {
        story.process(CHILD, COMMAND, "sleep", details -> details.set('T', COMMAND)).arrives(100, Signal.TERM, OUTSIDE)
                .ends(8000, COMMAND, WaitStatus.exited(0));
        assertSays("it goes on after kill -CONT 20", said());
    }

    @Test
    void nobodyIsNotWaitedFor() throws Exception {
        story.process(CHILD, 1, "sleep", details -> details.set('Z', 1)).ends(1, COMMAND, WaitStatus.exited(0))
                .ends(8000, CHILD, WaitStatus.exited(0));
        assertDoesNotSay("still waiting", said("--pid1mode=wait-all-children"));
    }

    @Test
    void aZombieThatItsTracerKeepsIsWaitedFor() throws Exception {
        story.process(CHILD, 1, "sleep", details -> {
            details.set('Z', 1);
            details.setTracer(30);
        }).process(30, 1, "gdb", details -> details.set('S', 0)).ends(1, COMMAND, WaitStatus.exited(0))
                .ends(8000, CHILD, WaitStatus.exited(0)).ends(8001, 30, WaitStatus.exited(0));
        assertSays("pid=20 has ended; its tracer, 30 (gdb), has not waited for it",
                said("--pid1mode=wait-all-children"));
    }

    @ParameterizedTest
    @CsvSource({"wait, 2 processes", "wait-all-children, 3 processes"})
    void onlyThoseAreCountedThatAreWaitedFor(String mode, String expected) throws Exception {
        story.process(CHILD, COMMAND, "worker").process(21, 1, "daemon").arrives(100, Signal.TERM, OUTSIDE)
                .ends(8000, CHILD, WaitStatus.exited(0)).ends(8000, 21, WaitStatus.exited(0))
                .ends(8000, COMMAND, WaitStatus.exited(0));
        String said = said("--pid1mode=" + mode);
        assertSays("still waiting for " + expected, said);
        assertTrue(said.contains("daemon") == mode.contains("all"), said);
    }

    @Test
    void anExceptionIsNotWaitedFor() throws Exception {
        story.process(CHILD, COMMAND, "worker").process(21, 1, "daemon").ends(1, COMMAND, WaitStatus.exited(0))
                .ends(8000, CHILD, WaitStatus.exited(0)).ends(8900, 21, WaitStatus.exited(0));
        String said = said("--pid1mode=wait-all-children", "--except=daemon");
        assertSays("still waiting for 1 process, ", said);
        assertSays("STATE             PROGRAM         COMMAND\n", said);
        assertSays("sleeping          worker          worker\n", said);
    }

    @Test
    void aUserOfALargeNumberIsNotNegative() throws Exception {
        story.process(COMMAND, 1, "command", details -> details.setUser((int) 3_000_000_000L))
                .arrives(100, Signal.TERM, COMMAND).ends(8000, COMMAND, WaitStatus.exited(1));
        String said = said("-v");
        assertSays("uid 3000000000", said);
        assertSays("sent by pid=10 (command), user 3000000000", said);
    }

    @Test
    void aSenderOutsideHasNoNumber() throws Exception {
        story.arrives(100, USR1, OUTSIDE).arrives(200, USR1, CHILD).ends(300, COMMAND, WaitStatus.exited(0));
        String said = said("-vv");
        assertSays("forwarded SIGUSR1 sent from outside the PID namespace\n", said);
        assertSays("forwarded SIGUSR1 sent by pid=20\n", said);
    }

    @Test
    void theTimeLimitCountsAlsoOnceOthersAreToldToEnd() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(1, COMMAND, WaitStatus.exited(0));
        String said = said("--pid1mode=wait-all-children", "--wait-limit=200ms", "--time-limit=1s");
        assertEquals(124, status);
        assertSays("the time limit is over", said);
        assertSays("had ended 5.2 s later", said);
    }

    @ParameterizedTest
    @CsvSource({"--time-limit=1s, null", "--time-limit=1h, SIGTERM"})
    void aProgramIsToldWhatHasBegunThePlan(String limit, String expected) throws Exception {
        story.arrives(1500, Signal.TERM, OUTSIDE);
        said(limit, "--stop=wait:2s,run=/program,KILL@all");
        assertEquals(List.of(expected), story.programSignals());
    }

    @Test
    void theTimeLimitDoesNotCountWhereASignalHasBegunThePlan() throws Exception {
        story.arrives(900, Signal.TERM, OUTSIDE).ends(1200, COMMAND, WaitStatus.exited(0));
        assertDoesNotSay("time limit", said("--time-limit=1s", "--stop-timeout=1s"));
        assertEquals(0, status);
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "false, 143"})
    void aStopIsNoSuccessWhereAnybodyHadToBeKilled(boolean othersEnd, int expected) throws Exception {
        story.process(CHILD, COMMAND, "sleep").arrives(100, Signal.TERM, OUTSIDE).ends(200, COMMAND,
                killed(Signal.TERM));
        if (othersEnd) {
            story.ends(250, CHILD, killed(Signal.TERM));
        }
        said("--success-on-stop", "--pid1mode=wait-all-children", "--stop-timeout=1s");
        assertEquals(expected, status);
    }

    private String page() throws IOException {
        return Files.readString(folder.resolve("page"));
    }

    @Test
    void whatWasSentInPlaceOfASignalWasNotSentByItsSender() throws Exception {
        story.arrives(100, USR1, OUTSIDE).ends(200, COMMAND, killed(Signal.TERM));
        String said = said("-v", "--rewrite=USR1:TERM");
        assertSays("INFO: the command was killed by SIGTERM by pidone, in place of SIGUSR1 from outside the PID"
                + " namespace, 200 ms after its start", said);
        assertDoesNotSay("SIGTERM from", said);
    }

    @ParameterizedTest
    @CsvSource({"TERM:KILL, 15", "USR1:KILL, 10", "HUP:USR1, 1"})
    void whatASignalWasRewrittenToIsNotForWantOfTime(String rewrite, int arriving) throws Exception {
        Signal arrives = Signal.of(arriving);
        story.arrives(100, arrives, OUTSIDE);
        if (rewrite.endsWith("USR1")) {
            story.ends(200, COMMAND, killed(USR1));
        }
        String said = said("-v", "--rewrite=" + rewrite);
        assertSays(" by pidone, in place of " + arrives + " from outside the PID namespace, ", said);
        assertDoesNotSay("time to stop", said);
    }

    @Test
    void aSecondSenderSoonAfterTheFirstLeavesOpenWhoseItWas() throws Exception {
        story.process(CHILD, COMMAND, "worker").arrives(100, Signal.TERM, OUTSIDE).arrives(1000, Signal.TERM, CHILD)
                .ends(1100, COMMAND, killed(Signal.TERM));
        assertSays("INFO: the command was killed by SIGTERM, after SIGTERM from outside the PID namespace, 1.1 s",
                said("-v"));
    }

    @Test
    void ofTwoSendersTheOneOfLongAgoIsNotNamed() throws Exception {
        story.process(CHILD, COMMAND, "worker").arrives(100, Signal.TERM, OUTSIDE).arrives(20_000, Signal.TERM, CHILD)
                .ends(20_100, COMMAND, killed(Signal.TERM));
        assertSays(
                "the command was killed by SIGTERM sent by pid=20 (worker), user 1000, after SIGTERM from outside the"
                        + " PID namespace, 20.1 s",
                said("-v"));
    }

    @Test
    void twoSignalsOfOneSenderAreOfThatSender() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).arrives(1000, Signal.TERM, OUTSIDE).ends(1100, COMMAND,
                killed(Signal.TERM));
        assertSays("the command was killed by SIGTERM from outside the PID namespace, 1.1 s", said("-v"));
    }

    @Test
    void aSignalOfLongAgoHasHadItsEffect() throws Exception {
        story.arrives(100, Signal.HUP, OUTSIDE).ends(60_000, COMMAND, killed(Signal.HUP));
        assertSays("WARN: the command was killed by SIGHUP, 1m 0s after its start", said());
    }

    @Test
    void whoTakesItsTimeToEndByTheSignalIsNoWarning() throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE).ends(60_000, COMMAND, killed(Signal.TERM));
        String said = said("-v", "--wait-report=0s");
        assertSays("INFO: the command was killed by SIGTERM, after SIGTERM from outside the PID namespace, 1m 0s",
                said);
    }

    @ParameterizedTest
    @CsvSource({"KILL:1s, killing the command", "KILL@all, killing pid=10 (command)"})
    void aPlanThatBeginsByKillingIsNotForWantOfTime(String plan, String expected) throws Exception {
        story.arrives(100, Signal.TERM, OUTSIDE);
        String said = said("--stop=" + plan);
        assertSays("WARN: as the stop plan says, " + expected, said);
        assertSays("the command was killed by SIGKILL by pidone, as the stop plan says, after SIGTERM", said);
        assertDoesNotSay("time to stop", said);
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 18, 19, 20, 21, 22, 23, 28})
    void whatKillsNobodyHasNotKilledAChild(int signal) throws Exception {
        story.ends(200, COMMAND, WaitStatus.exited(128 + signal));
        String said = said("-v");
        assertDoesNotSay("has killed", said);
        assertDoesNotSay("WARN", said);
    }

    private String saidOfIgnorant(long signals, Signal arriving, String... options) throws Exception {
        story.process(COMMAND, 1, "command", details -> details.setSignals(0, signals, 0)).ends(14_000, COMMAND,
                WaitStatus.exited(0));
        if (arriving != null) {
            story.arrives(100, arriving, OUTSIDE);
        }
        return said(options);
    }

    @ParameterizedTest
    @CsvSource({"--stop-timeout=1h", "'--stop=wait:1s,forward:1h'", "'--stop=wait:1s,forward:1h,KILL@all'"})
    void whatArrivedCanBeRewritten(String option) throws Exception {
        assertSays("takes no notice of SIGTERM: if another signal ends it, --rewrite=TERM:INT or the like",
                saidOfIgnorant(TERM_BIT, Signal.TERM, option));
    }

    @ParameterizedTest
    @CsvSource({"--stop=TERM:1s, let --stop send that", "--time-limit=1h, --rewrite=TERM:INT or",
            "--rewrite=USR1:TERM, let --rewrite or --stop send that"})
    void whatAPlanSendsIsNotRewritten(String option, String expected) throws Exception {
        String said = saidOfIgnorant(TERM_BIT, option.contains("USR1") ? USR1 : Signal.TERM, option);
        assertSays("takes no notice of SIGTERM: if another signal ends it, " + expected, said);
        assertTrue(said.contains("--rewrite=TERM:INT") == expected.contains("TERM:INT"), said);
    }

    @ParameterizedTest
    @CsvSource({"--time-limit=5s, '--stop=INT:5s,KILL@all or the like sends that'",
            "--time-limit=5s --stop-timeout=1h, --rewrite=TERM:INT or",
            "--time-limit=5s --stop=TERM:1h, let --stop send"})
    void whatTheTimeLimitSendsIsReplacedByThePlan(String options, String expected) throws Exception {
        assertSays("takes no notice of SIGTERM: if another signal ends it, " + expected,
                saidOfIgnorant(TERM_BIT, null, (options + " --wait-report=1s").split(" ")));
    }

    @Test
    void whoWasToldThisMomentIsNotReportedThisMoment() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(0, COMMAND, WaitStatus.exited(0)).ends(5001, CHILD,
                killed(Signal.TERM));
        assertDoesNotSay("still waiting", said("--pid1mode=wait-all-children", "--wait-limit=5s"));
    }

    @Test
    void thePageOfALimitAfterAnother() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(40, COMMAND, WaitStatus.exited(5));
        said("--pid1mode=wait-all-children", "--wait-limit=300ms", "--time-limit=500ms", "--stop-timeout=1s");
        assertDoesNotSay("sent nothing", page());
        assertDoesNotSay("began to stop the command", page());
        assertSays("pidone was ending whoever was left already", page());
        assertSays("SIGKILL</th><td>pidone</td><td>for whoever was left after the command", page());
    }

    @Test
    void thePageOfATimeLimitAfterTheCommandsEnd() throws Exception {
        story.process(CHILD, COMMAND, "sleep").ends(40, COMMAND, WaitStatus.exited(5)).ends(600, CHILD,
                killed(Signal.TERM));
        said("--pid1mode=wait-all-children", "--time-limit=500ms");
        assertSays("it was over: pidone began to stop whoever was left", page());
        assertDoesNotSay("SIGKILL</th><td>pidone", page());
    }

    @ParameterizedTest
    @CsvSource({"899, false", "900, true"})
    void aLimitOfCpuTimeIsNamedWhereItMayHaveBeen(int cpu, boolean expected) throws Exception {
        story.memoryIsCounted().children(cpu).ends(5000, COMMAND, killed(Signal.KILL));
        String said = said();
        assertSays("WARN: somebody has sent SIGKILL" + (expected
                ? ", or the kernel for a limit of CPU time (ulimit -t): memory did not run out here"
                : ": memory did not run out here"), said);
    }
}
