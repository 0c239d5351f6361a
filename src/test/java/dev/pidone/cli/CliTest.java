package dev.pidone.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.pidone.kernel.Signal;
import dev.pidone.kernel.SignalMapping;
import dev.pidone.log.Level;
import dev.pidone.memory.NativeStrings;
import dev.pidone.supervise.stop.StopPlan;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
    private final List<String> environment = new ArrayList<>(List.of("PATH=/bin", "HOME=/root"));

    private Request understand(String... arguments) throws UsageException {
        List<String> argv = new ArrayList<>(List.of("/opt/pidone/bin/pidone"));
        argv.addAll(List.of(arguments));
        return Cli.understand(NativeStrings.of(argv), NativeStrings.of(environment));
    }

    private Options options(String... arguments) throws UsageException {
        List<String> withCommand = new ArrayList<>(List.of(arguments));
        withCommand.addAll(List.of("--", "true"));
        return ((Request.Run) understand(withCommand.toArray(String[]::new))).options();
    }

    private List<String> command(String... arguments) throws UsageException {
        return strings(((Request.Run) understand(arguments)).command());
    }

    private static List<String> strings(NativeStrings command) {
        List<String> strings = new ArrayList<>();
        for (int index = 0; index < command.size(); index++) {
            strings.add(command.string(index));
        }
        return strings;
    }

    /** The steps of the stop plan, times in milliseconds. */
    private String plan(String... arguments) throws UsageException {
        StopPlan plan = options(arguments).stopping().plan();
        List<String> steps = new ArrayList<>();
        for (int index = 0; index < plan.size(); index++) {
            StopPlan.Step step = plan.step(index);
            String what = switch (step.kind()) {
                case WAIT -> "wait";
                case FORWARD -> "forward";
                case SEND -> step.signal().toString().substring(3) + switch (step.target()) {
                    case USUAL -> "";
                    default -> "@" + step.target().name().toLowerCase(Locale.ROOT);
                };
                case RUN -> "run=" + step.program().string(0);
            };
            steps.add(what + ":" + step.nanoseconds() / 1_000_000);
        }
        return steps.toString();
    }

    private List<String> warnings(String... arguments) throws UsageException {
        return List.of(((Request.Run) understand(arguments)).warnings());
    }

    private String complaint(String... arguments) {
        return assertThrows(UsageException.class, () -> understand(arguments)).getMessage();
    }

    private void set(String... variables) {
        environment.addAll(List.of(variables));
    }

    @Nested
    class OnTheCommandLine {
        @Test
        void nothingGivenMeansTheDefaults() throws UsageException {
            Options options = options();
            assertEquals(ModeName.WAIT, options.mode());
            assertEquals(Level.WARN, options.logLevel());
            assertTrue(options.subreaper());
            assertFalse(options.forwarding().toGroup());
            assertFalse(options.forwarding().ownSession());
            assertTrue(options.stopping().plan().isEmpty());
            assertEquals(-1, options.stopping().timeLimit());
            assertFalse(options.stopping().successOnStop());
            assertFalse(options.terminateLeftovers());
            assertFalse(options.terminateOrphans());
            assertFalse(options.warnOnReap());
            assertNull(options.parentDeathSignal());
            for (int number = 1; number <= Signal.MAX; number++) {
                assertEquals(Signal.of(number), options.forwarding().mapping().replacement(Signal.of(number)));
            }
            for (int code = 0; code < 256; code++) {
                assertEquals(code, options.exitStatuses().replacement(code));
            }
        }

        @ParameterizedTest
        @CsvSource({"wait,WAIT", "wait-all-children,WAIT_ALL_CHILDREN", "exec,EXEC"})
        void pid1modeChoosesTheMode(String given, ModeName mode) throws UsageException {
            assertEquals(mode, options("--pid1mode=" + given).mode());
            assertEquals(mode, options("--pid1mode", given).mode());
        }

        @Test
        void theLastOfTwoValuesCounts() throws UsageException {
            assertEquals(ModeName.EXEC, options("--pid1mode=wait", "--pid1mode=exec").mode());
        }

        @Test
        void subreaperIsOnOrOff() throws UsageException {
            assertTrue(options("--subreaper").subreaper());
            assertTrue(options("-s").subreaper());
            assertFalse(options("--no-subreaper").subreaper());
        }

        @ParameterizedTest
        @CsvSource({"-v,INFO", "--verbose,INFO", "-vv,DEBUG", "-vvv,TRACE", "-vvvv,TRACE", "-q,ERROR", "--quiet,ERROR"})
        void verboseAndQuietSetTheLogLevel(String given, Level level) throws UsageException {
            assertEquals(level, options(given).logLevel());
        }

        @Test
        void verboseAddsUp() throws UsageException {
            assertEquals(Level.TRACE, options("-v", "--verbose", "-v").logLevel());
        }

        @Test
        void shortFlagsCanBeJoined() throws UsageException {
            Options options = options("-vsv");
            assertEquals(Level.DEBUG, options.logLevel());
            assertTrue(options.subreaper());
        }

        @Test
        void groupAndSessionDecideWhereSignalsGo() throws UsageException {
            assertTrue(options("--group").forwarding().toGroup());
            assertTrue(options("-g").forwarding().toGroup());
            assertTrue(options("--session").forwarding().ownSession());
        }

        @Test
        void rewriteReplacesSignals() throws UsageException {
            SignalMapping mapping = options("-r", "TERM:QUIT", "--rewrite=2:SIGRTMIN+3", "-r", "hup:0").forwarding()
                    .mapping();
            assertEquals(Signal.QUIT, mapping.replacement(Signal.TERM));
            assertEquals(Signal.of(37), mapping.replacement(Signal.INT));
            assertNull(mapping.replacement(Signal.HUP));
            assertEquals(Signal.CONT, mapping.replacement(Signal.CONT));
        }

        @ParameterizedTest
        @CsvSource({"TERM,15", "SIGTERM,15", "sigterm,15", "15,15", "RTMIN,34", "SIGRTMIN+30,64", "RTMAX,64",
                "RTMAX-30,34", "CLD,17", "IOT,6", "POLL,29", "64,64", "1,1"})
        void aSignalIsANameOrANumber(String given, int number) throws UsageException {
            assertEquals(Signal.of(number), options("-p", given).parentDeathSignal());
            assertEquals(Signal.of(number), options("--parent-death-signal=" + given).parentDeathSignal());
        }

        @ParameterizedTest
        @CsvSource({"10s,10000", "500ms,500", "1m30s,90000", "1h,3600000", "1h1m1s1ms,3661001", "0s,0",
                "8760h,31536000000"})
        void stopTimeoutIsATimeWithItsUnit(String given, long milliseconds) throws UsageException {
            assertEquals("[forward:%d, KILL@all:0]".formatted(milliseconds), plan("--stop-timeout=" + given));
        }

        @Test
        void stopIsAListOfSteps() throws UsageException {
            assertEquals("[wait:15000, forward:20000, QUIT:2000, KILL@all:0]",
                    plan("--stop=wait:15s,forward:20s,QUIT:2s,KILL@all"));
            assertEquals("[TERM@command:10000, TERM@all:5000, KILL@all:0]",
                    plan("--stop=TERM@command:10s,15@all:5s,SIGKILL@all"));
            assertEquals("[run=/a:b:10000, run=drain:3000, USR1@group:0, RTMIN+3:0, forward:0]",
                    plan("--stop=run=/a:b:10s,run=drain:3s,usr1@group,RTMIN+3,forward"));
            assertEquals("[run=drain:10000]", plan("--stop=run=drain"));
            set("PIDONE_STOP=wait:1s,forward");
            assertEquals("[wait:1000, forward:0]", plan());
        }

        @Test
        void aTimeToStopOnTheCommandLineOutdoesAPlanOfTheEnvironment() throws UsageException {
            set("PIDONE_STOP=wait:1s");
            assertEquals("[forward:2000, KILL@all:0]", plan("--stop-timeout=2s"));
            set("PIDONE_STOP_TIMEOUT=3s");
            assertEquals("[wait:2000]", plan("--stop=wait:2s"));
        }

        @Test
        void aPlanMayHaveBlanksBetweenItsSteps() throws UsageException {
            set("PIDONE_STOP=wait:15s, forward:20s,\n  KILL@all\n");
            StopPlan plan = options().stopping().plan();
            assertEquals(3, plan.size());
            assertEquals(Signal.KILL, plan.step(2).signal());
        }

        @Test
        void timeLimitAndSuccessOnStop() throws UsageException {
            assertEquals(90_000_000_000L, options("--time-limit=1m30s").stopping().timeLimit());
            assertEquals(1_500_000_000L, options("--time-limit=1.5s").stopping().timeLimit());
            assertEquals(129_600_001_000_000L, options("--time-limit=1.5d1ms").stopping().timeLimit());
            assertEquals(-1, options("--time-limit=0s").stopping().timeLimit());
            assertTrue(options("--success-on-stop").stopping().successOnStop());
        }

        @Test
        void leftoversAndOrphansAreLeftOrTerminated() throws UsageException {
            assertTrue(options("--leftovers=terminate").terminateLeftovers());
            assertFalse(options("--leftovers=ignore").terminateLeftovers());
            assertTrue(options("--orphans=terminate").terminateOrphans());
            assertFalse(options("--orphans=adopt").terminateOrphans());
        }

        @Test
        void warnOnReapIsAFlag() throws UsageException {
            assertTrue(options("--warn-on-reap").warnOnReap());
            assertTrue(options("-w").warnOnReap());
        }

        @Test
        void remapExitReplacesExitStatuses() throws UsageException {
            ExitStatusMapping mapping = options("-e", "143", "--remap-exit=1:255").exitStatuses();
            assertEquals(0, mapping.replacement(143));
            assertEquals(255, mapping.replacement(1));
            assertEquals(2, mapping.replacement(2));
        }

        @Test
        void pauseHasNoCommand() throws UsageException {
            Request.Run request = (Request.Run) understand("--pid1mode=pause");
            assertEquals(ModeName.PAUSE, request.options().mode());
            assertEquals(0, request.command().size());
        }

        @ParameterizedTest
        @ValueSource(strings = {"-P", "--pause", "-P --pid1mode=pause", "-vP"})
        void pauseHasAShortForm(String line) throws UsageException {
            assertEquals(ModeName.PAUSE, ((Request.Run) understand(line.split(" "))).options().mode());
        }
    }

    @Nested
    class InTheEnvironment {
        @Test
        void everyOptionHasAVariable() throws UsageException {
            for (Option option : Option.values()) {
                assertEquals(option.longName().substring(2).toUpperCase().replace('-', '_'), option.name());
            }
            set("PIDONE_PID1MODE=wait-all-children", "PIDONE_SUBREAPER=1", "PIDONE_VERBOSE=2");
            Options options = options();
            assertEquals(ModeName.WAIT_ALL_CHILDREN, options.mode());
            assertEquals(Level.DEBUG, options.logLevel());
            assertTrue(options.subreaper());
        }

        @Test
        void aVariableCountsAlsoWhereTheCommandLineHasNoOption() throws UsageException {
            set("PIDONE_PID1MODE=exec");
            assertEquals(ModeName.EXEC, ((Request.Run) understand("true")).options().mode());
            assertEquals(List.of("true", "--x"), command("true", "--x"));
        }

        @Test
        void theModeIsTheOneOnTheCommandLine() throws UsageException {
            set("PIDONE_PAUSE=1");
            assertEquals(ModeName.PAUSE, ((Request.Run) understand()).options().mode());
            assertEquals(ModeName.WAIT, options("--pid1mode=wait").mode());
            set("PIDONE_PID1MODE=wait");
            assertEquals("PIDONE_PAUSE and PIDONE_PID1MODE contradict each other", complaint());
            assertEquals(ModeName.PAUSE, ((Request.Run) understand("--pause")).options().mode());
            assertEquals(ModeName.EXEC, options("--pid1mode=exec").mode());
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "true", "yes", "on"})
        void aFlagCanBeSetInManyWords(String word) throws UsageException {
            set("PIDONE_NO_SUBREAPER=" + word, "PIDONE_QUIET=" + word);
            assertEquals(Level.ERROR, options().logLevel());
            assertFalse(options().subreaper());
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "false", "no", "off", ""})
        void aFlagCanBeUnsetInManyWords(String word) throws UsageException {
            set("PIDONE_NO_SUBREAPER=" + word, "PIDONE_QUIET=" + word, "PIDONE_VERBOSE=" + word);
            assertEquals(Level.WARN, options().logLevel());
            assertTrue(options().subreaper());
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "false", "no", "off"})
        void theSubreaperIsOnByDefaultSoItsVariableTurnsItOff(String word) throws UsageException {
            set("PIDONE_SUBREAPER=" + word);
            assertFalse(options().subreaper());
            assertTrue(options("--subreaper").subreaper());
        }

        @ParameterizedTest
        @CsvSource({"0,WARN", "1,INFO", "2,DEBUG", "3,TRACE", "9,TRACE", "yes,INFO"})
        void verboseIsANumber(String value, Level level) throws UsageException {
            set("PIDONE_VERBOSE=" + value);
            assertEquals(level, options().logLevel());
        }

        @Test
        void anEmptyVariableIsNoVariable() throws UsageException {
            set("PIDONE_PID1MODE=");
            assertEquals(ModeName.WAIT, options().mode());
        }

        @Test
        void aRepeatableOptionTakesAList() throws UsageException {
            set("PIDONE_REWRITE=TERM:QUIT,HUP:0 USR1:USR2", "PIDONE_REMAP_EXIT=143,130:7");
            SignalMapping signals = options().forwarding().mapping();
            assertEquals(Signal.QUIT, signals.replacement(Signal.TERM));
            assertNull(signals.replacement(Signal.HUP));
            assertEquals(Signal.of(12), signals.replacement(Signal.of(10)));
            assertEquals(0, options().exitStatuses().replacement(143));
            assertEquals(7, options().exitStatuses().replacement(130));
        }

        @Test
        void theOtherOptionsHaveVariablesAsWell() throws UsageException {
            set("PIDONE_GROUP=1", "PIDONE_SESSION=1", "PIDONE_STOP_TIMEOUT=3s", "PIDONE_LEFTOVERS=terminate",
                    "PIDONE_ORPHANS=terminate", "PIDONE_PARENT_DEATH_SIGNAL=KILL", "PIDONE_WARN_ON_REAP=1");
            Options options = options();
            assertTrue(options.forwarding().toGroup());
            assertTrue(options.forwarding().ownSession());
            assertEquals(3_000_000_000L, options.stopping().plan().grace());
            assertTrue(options.terminateLeftovers());
            assertTrue(options.terminateOrphans());
            assertEquals(Signal.KILL, options.parentDeathSignal());
            assertTrue(options.warnOnReap());
        }

        @Test
        void theCommandLineWins() throws UsageException {
            set("PIDONE_PID1MODE=exec", "PIDONE_VERBOSE=3");
            assertEquals(ModeName.WAIT_ALL_CHILDREN, options("--pid1mode=wait-all-children").mode());
            assertEquals(Level.INFO, options("-v").logLevel());
        }

        @Test
        void theCommandLineWinsOverAWrongVariable() throws UsageException {
            set("PIDONE_PID1MODE=nonsense");
            assertEquals(ModeName.EXEC, options("--pid1mode=exec").mode());
        }

        @Test
        void theCommandLineWinsOverAVariableThatSaysTheOpposite() throws UsageException {
            set("PIDONE_SUBREAPER=1", "PIDONE_QUIET=1");
            assertFalse(options("--no-subreaper").subreaper());
            assertEquals(Level.INFO, options("--verbose").logLevel());
        }

        @Test
        void theFirstOfTwoCounts() throws UsageException {
            set("PIDONE_PID1MODE=exec", "PIDONE_PID1MODE=pause");
            assertEquals(ModeName.EXEC, options().mode());
        }

        @Test
        void aListMayBeginAndEndWithSeparators() throws UsageException {
            set("PIDONE_REMAP_EXIT=, 143 ,\t7:8, ", "PIDONE_REWRITE= ");
            assertEquals(0, options().exitStatuses().replacement(143));
            assertEquals(8, options().exitStatuses().replacement(7));
        }

        @Test
        void aNameThatOnlyBeginsLikeAVariableIsNone() throws UsageException {
            set("PIDONE_PID1MODE_OF_MINE=nonsense", "XPIDONE_PID1MODE=exec", "PIDONE_PID1MODE");
            assertEquals(ModeName.WAIT, options().mode());
        }
    }

    @Nested
    class TheCommand {
        @Test
        void beginsAtTheFirstWordThatIsNoOption() throws UsageException {
            assertEquals(List.of("sh", "-c", "exit 3"), command("sh", "-c", "exit 3"));
            assertEquals(List.of("sh", "-v", "--quiet"), command("-v", "sh", "-v", "--quiet"));
        }

        @Test
        void mayFollowTwoDashes() throws UsageException {
            assertEquals(List.of("-odd", "--name"), command("--", "-odd", "--name"));
            assertEquals(List.of("-odd", "--name"), command("-v", "--", "-odd", "--name"));
        }

        @Test
        void keepsTwoDashesOfItsOwn() throws UsageException {
            assertEquals(List.of("env", "--", "x"), command("--", "env", "--", "x"));
            assertEquals(List.of("env", "--", "x"), command("env", "--", "x"));
            assertEquals(List.of("env", "--", "x", "--"), command("-v", "env", "--", "x", "--"));
            assertEquals(List.of("--", "x"), command("-v", "--", "--", "x"));
            assertEquals(List.of("--", "x"), command("--", "--", "x"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "@file", "@@", "--pid1mode=nonsense", "-V", "--help", "-", "--", "a b", "'q'",
                "\"q\"", "${HOME}", "${sys:user.home}", "$$", "\\", "a=b", "*", "\n", "%n", "-D x"})
        void isGivenItsArgumentsUntouched(String argument) throws UsageException {
            List<String> expected = List.of("echo", argument, "end", argument);
            assertEquals(expected, command("echo", argument, "end", argument));
            assertEquals(expected, command("--", "echo", argument, "end", argument));
            assertEquals(expected, command("-v", "echo", argument, "end", argument));
            assertEquals(expected, command("--pid1mode", "exec", "--", "echo", argument, "end", argument));
        }

        @Test
        void isGivenBytesThatAreNoUtf8() throws UsageException {
            byte[] bytes = new byte[255];
            for (int index = 0; index < bytes.length; index++) {
                bytes[index] = (byte) (index + 1);
            }
            String latin1 = new String(bytes, StandardCharsets.ISO_8859_1);
            assertEquals(List.of(latin1, latin1), command("-v", "--", latin1, latin1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"@file", "", "\"q\"", "${HOME}"})
        void mayHaveAnOddName(String name) throws UsageException {
            assertEquals(List.of(name, "x"), command("-v", name, "x"));
            assertEquals(List.of(name, "x"), command(name, "x"));
            assertEquals(List.of(name, "x"), command("-v", "--", name, "x"));
        }
    }

    @Nested
    class AUsageError {
        private static final String NO_COMMAND = "no command is given; usage: pidone [OPTIONS] [--] COMMAND [ARG...];"
                + " see pidone --help";

        @Test
        void isACallWithoutACommand() throws UsageException {
            assertEquals(NO_COMMAND, complaint());
            assertEquals(NO_COMMAND, complaint("--"));
            assertEquals(NO_COMMAND, complaint("-v"));
            assertEquals(NO_COMMAND, complaint("--pid1mode=exec", "--"));
            assertEquals(NO_COMMAND,
                    assertThrows(UsageException.class,
                            () -> Cli.understand(NativeStrings.of(List.of()), NativeStrings.of(List.of())))
                            .getMessage());
        }

        @Test
        void isAModeThatDoesNotExist() {
            assertEquals("--pid1mode: 'nonsense' is not allowed; allowed: wait, wait-all-children, exec, pause",
                    complaint("--pid1mode=nonsense", "true"));
            assertEquals("--pid1mode: 'WAIT' is not allowed; allowed: wait, wait-all-children, exec, pause",
                    complaint("--pid1mode", "WAIT", "true"));
            assertEquals("--pid1mode: '' is not allowed; allowed: wait, wait-all-children, exec, pause",
                    complaint("--pid1mode=", "true"));
        }

        @Test
        void namesTheVariableThatIsWrong() {
            set("PIDONE_PID1MODE=nonsense");
            assertEquals("PIDONE_PID1MODE: 'nonsense' is not allowed; allowed: wait, wait-all-children, exec, pause",
                    complaint("true"));
        }

        @Test
        void isAFlagVariableThatSaysNeitherYesNorNo() {
            set("PIDONE_SUBREAPER=2");
            assertEquals("PIDONE_SUBREAPER: '2' is not allowed; allowed: 1, 0, true, false, yes, no, on, off",
                    complaint("true"));
        }

        @Test
        void isAVerboseVariableThatIsNoNumber() {
            set("PIDONE_VERBOSE=10");
            assertEquals("PIDONE_VERBOSE: '10' is not allowed; allowed: 0 to 9, true, false, yes, no, on, off",
                    complaint("true"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "10", "s", "10x", "1s1s", "1s1m", "-1s", "1.5ms", "1.s", ".5s", "1.5", "1..5s",
                "1.5.5s", "1.0123456789s", "366d", "1h1d", "8761h", "1 s", "9999999999999s"})
        void isATimeThatIsNone(String value) {
            assertEquals("--stop-timeout: '" + value
                    + "' is not allowed; allowed: a time with its unit, up to a year (10s, 1.5s, 1m30s, 500ms, 1h, 1d)",
                    complaint("--stop-timeout=" + value, "true"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = ';', value = {"wait:1s,forwrd:3s;2;forwrd:3s", "wait;1;wait", "'';1;''", "wait:1s,;2;''",
                ",forward;1;''", "forward@all;1;forward@all", "TERM@everyone:1s;1;TERM@everyone:1s", "TERM@;1;TERM@",
                "run=;1;run=", "run=:3s;1;run=:3s", "KILL@all,SIGFOO;2;SIGFOO", "run:3s;1;run:3s",
                "TERM QUIT;1;TERM QUIT"})
        void isAStepThatIsNone(String plan, int number, String step) {
            String allowed = "wait:DURATION, forward[:DURATION], SIGNAL[@command|@group|@all][:DURATION],"
                    + " run=FILE[:DURATION]";
            assertEquals("--stop: step " + number + " '" + step + "' is not allowed; allowed: " + allowed,
                    complaint("--stop=" + plan, "true"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"wait:3", "forward:", "TERM@all:x", "wait:1s:x"})
        void isAStepWhoseTimeIsNone(String step) {
            assertEquals(
                    "--stop: step 2 '" + step + "' is not allowed; allowed: "
                            + "after ':' a time with its unit, up to a year (10s, 1.5s, 1m30s, 500ms, 1h, 1d)",
                    complaint("--stop=forward," + step, "true"));
        }

        @Test
        void isAPlanWithoutEnd() {
            assertEquals("--stop: more than 32 steps are given", complaint("--stop=" + "forward,".repeat(32), "true"));
        }

        @Test
        void isAPlanBesideATimeToStop() {
            assertEquals("--stop and --stop-timeout contradict each other",
                    complaint("--stop=forward", "--stop-timeout=1s", "true"));
            set("PIDONE_STOP=forward", "PIDONE_STOP_TIMEOUT=1s");
            assertEquals("PIDONE_STOP and PIDONE_STOP_TIMEOUT contradict each other", complaint("true"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "0", "65", "TERMINATE", "SIG", "SIG15", "RTMIN-1", "RTMIN+31", "RTMAX+1",
                "RTMAX-31", "RTMIN+", "-1", "1e1", "99999999999999"})
        void isASignalThatIsNone(String value) {
            assertEquals(
                    "--parent-death-signal: '" + value
                            + "' is not allowed; allowed: a signal's name (TERM, SIGTERM, RTMIN+3) or number (1 to 64)",
                    complaint("--parent-death-signal=" + value, "true"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"KILL:TERM", "9:15", "STOP:TSTP", "SIGSTOP:0"})
        void isARewriteOfASignalThatNobodyCanCatch(String value) {
            assertEquals("--rewrite: '" + value + "' is not allowed; KILL and STOP cannot be caught",
                    complaint("-r", value, "true"));
        }

        @Test
        void isARewriteThatIsNone() {
            assertEquals("--rewrite: 'TERM' is not allowed; allowed: FROM:TO", complaint("-r", "TERM", "true"));
            assertEquals(
                    "--rewrite: 'TERM:X' is not allowed; allowed: FROM:TO, each a signal's name"
                            + " (TERM, SIGTERM, RTMIN+3) or number (1 to 64), TO also 0",
                    complaint("-r", "TERM:X", "true"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"256", "1:256", "", ":1", "1:", "a", "-1", "1:2:3"})
        void isAnExitStatusThatIsNone(String value) {
            assertEquals("--remap-exit: '" + value + "' is not allowed; allowed: CODE or CODE:TO, both from 0 to 255",
                    complaint("--remap-exit=" + value, "true"));
        }

        @Test
        void isAChoiceThatDoesNotExist() {
            assertEquals("--leftovers: 'kill' is not allowed; allowed: ignore, terminate",
                    complaint("--leftovers=kill", "true"));
            assertEquals("--orphans: 'ignore' is not allowed; allowed: adopt, terminate",
                    complaint("--orphans=ignore", "true"));
        }

        @Test
        void isACommandForAPause() {
            assertEquals("a command has no meaning with --pid1mode=pause, but 'true' is given",
                    complaint("--pid1mode=pause", "true"));
        }

        @Test
        void isAnyOptionInAModeWhereItHasNoMeaning() {
            List<String> given = List.of("--group", "--session", "--rewrite=1:2", "--stop-timeout=1s",
                    "--leftovers=ignore", "--orphans=adopt", "--remap-exit=1", "--warn-on-reap");
            for (String option : given) {
                String name = option.replaceFirst("=.*", "");
                assertEquals(name + " has no meaning with --pid1mode=exec",
                        complaint("--pid1mode=exec", option, "true"));
            }
            assertEquals("--wait-limit has no meaning with --pid1mode=wait",
                    complaint("--pid1mode=wait", "--wait-limit=1s", "true"));
            assertEquals("--wait-limit needs --pid1mode=wait-all-children", complaint("--wait-limit=1s", "true"));
            assertEquals("--except needs --pid1mode=wait-all-children", complaint("--except=sleep", "true"));
            assertEquals("--signals-from has no meaning with --pid1mode=exec",
                    complaint("--signals-from=outside", "--pid1mode=exec", "true"));
            assertEquals("--group has no meaning with --pid1mode=wait-all-children",
                    complaint("--pid1mode=wait-all-children", "-g", "true"));
            assertEquals("--leftovers has no meaning with --pid1mode=wait-all-children",
                    complaint("--pid1mode=wait-all-children", "--leftovers=ignore", "true"));
        }

        @Test
        void isAnUnknownOption() {
            assertEquals("Unknown option: '--nonsense'; see pidone --help", complaint("--nonsense", "true"));
            assertEquals("Unknown option: '-Z'; see pidone --help", complaint("-Z", "true"));
        }

        @Test
        void isAnOptionWithoutItsValue() {
            assertEquals("Missing required parameter for option '--pid1mode' (MODE); see pidone --help",
                    complaint("--pid1mode"));
        }

        @Test
        void isAFlagWithAValueThatIsNeitherTrueNorFalse() throws UsageException {
            assertEquals("Invalid value for option '--quiet': 'yes' is not a boolean; see pidone --help",
                    complaint("--quiet=yes", "true"));
            assertEquals(Level.ERROR, options("--quiet=true").logLevel());
            assertEquals(Level.WARN, options("-q", "--quiet=FALSE").logLevel());
            assertEquals(Level.INFO, options("-vv", "--verbose=false", "-v").logLevel());
            assertFalse(options("--subreaper=false").subreaper());
        }

        @Test
        void isOneLineWhateverWasGiven() {
            assertEquals("--pid1mode: 'a\\x0ab\\x1b[2J' is not allowed; allowed: wait, wait-all-children, exec, pause",
                    complaint("--pid1mode=a\nb\u001b[2J", "true"));
            assertEquals("Unknown option: '--a\\x0ab'; see pidone --help", complaint("--a\nb", "true"));
        }

        @Test
        void isAContradiction() {
            assertEquals("--subreaper and --no-subreaper contradict each other",
                    complaint("-s", "--no-subreaper", "true"));
            assertEquals("--quiet and --verbose contradict each other", complaint("-q", "-v", "true"));
            assertEquals("--pause and --pid1mode contradict each other", complaint("-P", "--pid1mode=wait"));
        }

        @Test
        void isAContradictionOfVariables() {
            set("PIDONE_QUIET=1", "PIDONE_VERBOSE=1");
            assertEquals("PIDONE_QUIET and PIDONE_VERBOSE contradict each other", complaint("true"));
        }

        @Test
        void isAnOptionWithoutAMeaningInTheMode() {
            assertEquals("--subreaper has no meaning with --pid1mode=exec", complaint("-s", "--pid1mode=exec", "true"));
            assertEquals("--no-subreaper has no meaning with --pid1mode=exec",
                    complaint("--pid1mode=exec", "--no-subreaper", "true"));
        }

        @Test
        void isAVariableWithoutAMeaningInTheMode() {
            set("PIDONE_SUBREAPER=1");
            assertEquals("PIDONE_SUBREAPER has no meaning with --pid1mode=exec", complaint("--pid1mode=exec", "true"));
        }

        @Test
        void isNoVariableThatSaysNo() throws UsageException {
            set("PIDONE_SUBREAPER=0", "PIDONE_GROUP=no");
            assertEquals(ModeName.EXEC, options("--pid1mode=exec").mode());
        }
    }

    @Nested
    class ATextToPrint {
        private Request.Text text(String... arguments) throws UsageException {
            return ((Request.Print) understand(arguments)).text();
        }

        @Test
        void isPrintedWhereItIsAskedFor() throws UsageException {
            assertEquals(Request.Text.HELP, text("--help"));
            assertEquals(Request.Text.HELP, text("-h"));
            assertEquals(Request.Text.HELP, text("-v", "--help", "true"));
            assertEquals(Request.Text.VERSION, text("--version"));
            assertEquals(Request.Text.VERSION, text("-V"));
        }

        @Test
        void isPrintedAlsoWhereAVariableIsWrong() throws UsageException {
            set("PIDONE_PID1MODE=nonsense");
            assertEquals(Request.Text.HELP, text("--help"));
        }

        @Test
        void isNotAskedForByAVariable() throws UsageException {
            set("PIDONE_VERSION=v1.2", "PIDONE_HELP=1");
            assertEquals(List.of("true"), command("true"));
            assertEquals(List.of(), warnings("true"));
            assertEquals(ModeName.EXEC, options("--pid1mode=exec").mode());
        }
    }

    @Nested
    class AnUnknownVariable {
        @Test
        void isWorthAWarning() throws UsageException {
            set("PIDONE_STOP_TIMOUT=1s", "PIDONE_FOO=1", "PIDONE_=", "PIDONE_stop_timeout=2s");
            assertEquals(List.of(
                    "PIDONE_STOP_TIMOUT is not a variable that pidone knows; did you mean" + " PIDONE_STOP_TIMEOUT?",
                    "PIDONE_FOO is not a variable that pidone knows", "PIDONE_ is not a variable that pidone knows",
                    "PIDONE_stop_timeout is not a variable that pidone" + " knows; did you mean PIDONE_STOP_TIMEOUT?"),
                    warnings("true"));
            assertTrue(options().stopping().plan().isEmpty());
        }

        @Test
        void isNoneThatPidoneGivesTheProgramsOfAStopPlan() throws UsageException {
            set("PIDONE_SIGNAL=TERM", "PIDONE_COMMAND_PID=7");
            assertEquals(List.of(), warnings("true"));
        }

        @Test
        void isNoneThatKubernetesSetsForAServiceOfThisName() throws UsageException {
            set("PIDONE_SERVICE_HOST=10.0.0.7", "PIDONE_SERVICE_PORT_HTTP=80", "PIDONE_PORT=tcp://10.0.0.7:80",
                    "PIDONE_PORT_80_TCP_ADDR=10.0.0.7");
            assertEquals(List.of(), warnings("true"));
        }

        @Test
        void isCountedWhereThereAreMany() throws UsageException {
            for (int number = 0; number < 60_000; number++) {
                set("PIDONE_FOO_" + number + "=1");
            }
            List<String> warnings = warnings("true");
            assertEquals(5, warnings.size());
            assertEquals("variables that pidone does not know: 59996 more", warnings.getLast());
        }

        @Test
        void isNamedInOneShortLine() throws UsageException {
            set("PIDONE_A\nB=1", "PIDONE_" + "X".repeat(100_000) + "=1");
            assertEquals("PIDONE_A\\x0aB is not a variable that pidone knows", warnings("true").getFirst());
            assertTrue(warnings("true").getLast().length() < 200, () -> environment.getLast());
        }

        @Test
        void isNotWhatHasNoValue() throws UsageException {
            set("PIDONE_FOO", "PIDONE", "PIDON_E=1");
            assertEquals(List.of(), warnings("true"));
        }
    }

    @Nested
    class AMisspeltOption {
        @ParameterizedTest
        @CsvSource({"--stop-timout,--stop-timeout", "--stoptimeout=3s,--stop-timeout", "--stop_timeout,--stop-timeout",
                "--pidmode=exec,--pid1mode", "--PID1MODE,--pid1mode", "--gruop,--group", "-quiet,--quiet",
                "--hlp,--help", "--remap,--remap-exit", "--tiemout,--stop-timeout", "--timeout=5s,--stop-timeout",
                "--mode=exec,--pid1mode", "--no-subreeper,--no-subreaper", "--verbos,--verbose"})
        void isTakenForTheOptionThatItResembles(String given, String meant) {
            assertTrue(complaint(given, "true").endsWith("; see pidone --help; did you mean " + meant + "?"),
                    complaint(given, "true"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"--nonsense", "-Z", "--x", "--s", "--=x", "-gx", "---", "--ver", "-=", "--sing",
                "--limit"})
        void mayResembleNone(String given) {
            assertTrue(complaint(given, "true").endsWith("; see pidone --help"), complaint(given, "true"));
        }
    }

    @Nested
    class WhateverIsGiven {
        private static final long HEAP = 256 * 1024;
        private static final String HUGE = "9".repeat(2 * 1024 * 1024);

        @Test
        void anExceptionIsANameWithoutDirectory() {
            for (String name : List.of("", "/bin/sleep", "x".repeat(256))) {
                assertTrue(complaint("--pid1mode=wait-all-children", "--except=" + name, "true")
                        .endsWith("is not allowed; allowed: the name of a program, without its directory"), name);
            }
        }

        @Test
        void aHugeValueIsAShortComplaint() {
            for (Option option : Option.values()) {
                if (option.isFlag()) {
                    continue;
                }
                boolean ofAllChildren = option == Option.WAIT_LIMIT || option == Option.EXCEPT;
                String mode = "--pid1mode=" + (ofAllChildren ? "wait-all-children" : "wait");
                String complaint = complaint(mode, option.longName(), HUGE, "true").replace(": step 1 '", ": '");
                assertTrue(complaint.startsWith(option.longName() + ": '99999") && complaint.length() < 400, complaint);
                assertTrue(complaint.contains("...' is not allowed; allowed: "), complaint);
            }
            assertTrue(complaint("--" + HUGE).length() < 400);
            assertTrue(complaint("-gv" + HUGE).length() < 400);
            assertTrue(complaint("--quiet=" + HUGE).length() < 400);
            assertTrue(complaint("--pid1mode=pause", HUGE).length() < 400);
        }

        @Test
        void tooManyOptionsAreAShortComplaint() {
            String[] flags = new String[100_000];
            Arrays.fill(flags, "-v");
            assertEquals("more than 256 options are given", complaint(flags));
            assertEquals("more than 256 options are given", complaint("-" + "v".repeat(100_000)));
            Arrays.fill(flags, "--none");
            assertTrue(complaint(flags).startsWith("Unknown options: '--none', '--none', "), () -> complaint(flags));
            assertTrue(complaint(flags).endsWith("'--none', ...; see pidone --help"), () -> complaint(flags));
        }

        @Test
        void tooManyValuesInAVariableAreAShortComplaint() throws UsageException {
            set("PIDONE_REMAP_EXIT=" + "143 ".repeat(256));
            assertEquals(0, options().exitStatuses().replacement(143));
            environment.removeLast();
            set("PIDONE_REMAP_EXIT=" + "143,".repeat(100_000));
            assertEquals("PIDONE_REMAP_EXIT: more than 256 values are given", complaint("true"));
        }

        @Test
        void aLongCommandAndALargeEnvironmentCostNothing() throws UsageException {
            String[] arguments = new String[130_000];
            Arrays.fill(arguments, "--pid1mode=nonsense");
            arguments[0] = "-v";
            arguments[1] = "--";
            for (int number = 0; number < 60_000; number++) {
                set("NAME" + number + "=" + number);
            }
            assertTrue(allocated(arguments) < HEAP / 16);
            arguments[0] = "true";
            assertTrue(allocated(arguments) < HEAP / 64);
        }

        @Test
        void littleIsAllocated() throws UsageException {
            String[] most = new String[257];
            Arrays.fill(most, "-rSIGRTMIN+3:RTMAX-3");
            most[256] = "true";
            set("PIDONE_REMAP_EXIT=" + "143:10 ".repeat(256));
            assertTrue(allocated(most) < HEAP / 2);
        }

        private long allocated(String... arguments) throws UsageException {
            List<String> argv = new ArrayList<>(List.of("pidone"));
            argv.addAll(List.of(arguments));
            NativeStrings words = NativeStrings.of(argv);
            NativeStrings variables = NativeStrings.of(environment);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            // Loads the classes.
            Cli.understand(words, variables);
            long before = threads.getCurrentThreadAllocatedBytes();
            Cli.understand(words, variables);
            return threads.getCurrentThreadAllocatedBytes() - before;
        }
    }
}
