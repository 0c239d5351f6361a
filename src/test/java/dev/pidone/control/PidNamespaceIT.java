package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pidone.support.Await;
import dev.pidone.support.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A PID namespace of pidone's own: --pid-namespace. As root, and where the tests run as root, as a user as well. */
class PidNamespaceIT {
    private static final int KILL = 9;
    private static final int TERM = 15;
    private static final String CTRL_C = "\003";
    /** How often each way of ending each daemon is tried: -Dpidone.runs=500 to be sure. */
    private static final int RUNS = Integer.getInteger("pidone.runs", System.getenv("CI") == null ? 3 : 10);
    private static final long SEED = Long.getLong("pidone.seed", System.nanoTime());
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(500);
    private static final Duration LATE = Duration.ofSeconds(1);
    private static final long LATEST_MOMENT_NANOSECONDS = 50_000_000;

    /** Becomes a user who has no privileges. */
    private static final List<String> AS_USER = Stage.isRoot()
            ? List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")
            : List.of();

    /** What a build leaves behind. */
    private enum Daemon {
        DOUBLE_FORK("(sleep 1000 &) &"),
        SESSION("setsid sleep 1000 &"),
        NOHUP("nohup sleep 1000 >/dev/null 2>&1 &"),
        IGNORES_TERM("(trap '' TERM INT HUP; setsid sleep 1000; sleep 1000) &"),
        FORKS("fork() { while :; do (sleep 0.01 &); done; }; fork & setsid sh -c 'while :; do (sleep 0.01 &); done' &");

        private final String script;

        Daemon(String script) {
            this.script = script;
        }
    }

    /**
     * What the shell waits for says itself that it is there: while the shell starts it, a dash forgets a Ctrl-C, with
     * pidone or without.
     */
    private static final String FOREGROUND = "perl -e '$| = 1; print \"ready\\n\"; sleep 1000'; true";

    private enum Way {
        CTRL_C,
        TERM,
        KILL_OUTSIDE,
        KILL_INSIDE
    }

    private static List<String> asUser(List<String> command) {
        List<String> all = new ArrayList<>(AS_USER);
        all.addAll(command);
        return all;
    }

    static Stream<Arguments> daemonsModesAndWays() {
        return Stream.of(Daemon.values()).flatMap(daemon -> Stream.of("wait", "wait-all-children", "exec")
                .flatMap(mode -> Stream.of(Way.values()).map(way -> Arguments.of(daemon, mode, way))));
    }

    @ParameterizedTest
    @MethodSource("daemonsModesAndWays")
    void nothingIsLeftHoweverItEnds(Daemon daemon, String mode, Way way) {
        Random random = new Random(SEED + daemon.hashCode());
        String options = "--pid-namespace -q --pid1mode=" + mode + (mode.equals("exec") ? "" : " --stop-timeout=500ms");
        List<String> command = asUser(Programs.pidone(options, Programs.shell(daemon.script + " " + FOREGROUND)));
        for (int run = 1; run <= RUNS; run++) {
            Stage.Play play = Stage.play(command).with("PATH", Programs.PATH);
            try (Stage stage = (way == Way.CTRL_C ? play.onTerminal() : play).start()) {
                stage.awaitOutput("ready");
                Await.pause(random.nextLong(LATEST_MOMENT_NANOSECONDS));
                long begin = System.nanoTime();
                end(stage, way);
                stage.within(STOP_TIMEOUT.plus(LATE), () -> stage.hasEnded() && stage.members().isEmpty(),
                        "something is left in run " + run + "; seed " + SEED);
                boolean inTime = System.nanoTime() - begin < STOP_TIMEOUT.toNanos();
                int status = stage.awaitEnd().status();
                // Where the machine is slow TERM may not have been enough.
                if (way != Way.TERM || inTime || status != 128 + KILL) {
                    assertEquals(way == Way.CTRL_C ? 130 : 128 + (way == Way.TERM ? TERM : KILL), status);
                }
            }
        }
    }

    private static void end(Stage stage, Way way) {
        switch (way) {
            case CTRL_C -> stage.type(CTRL_C);
            case TERM -> stage.send(stage.pidone(), TERM);
            case KILL_OUTSIDE -> stage.send(stage.pidone(), KILL);
            case KILL_INSIDE -> stage.send(stage.command(), KILL);
        }
    }

    /** Before its first instructions, while it makes the namespace, when the command runs. */
    @ParameterizedTest
    @ValueSource(ints = {TERM, KILL})
    void nothingIsLeftWhenItIsEndedAtAnyMoment(int signal) {
        Random random = new Random(SEED);
        for (int run = 0; run < 10 * RUNS; run++) {
            try (Stage stage = Stage.play(asUser(Programs.pidone("--pid-namespace", "sleep", "1000"))).start()) {
                Member pidone = stage.pidone();
                Await.pause(random.nextLong(LATEST_MOMENT_NANOSECONDS / 5));
                stage.send(pidone, signal);
                stage.until(() -> stage.hasEnded() && stage.members().isEmpty(), "something is left; seed " + SEED);
                assertEquals(128 + signal, stage.awaitEnd().status());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"wait, 2 1", "wait-all-children, 2 1", "exec, 1 0"})
    void theNamespaceHasAProcOfItsOwnAndPidoneOrTheCommandIsFirst(String mode, String processIds) {
        List<String> command = Programs
                .shell("echo $$ $PPID; readlink /proc/self/exe >/dev/null && ls -d /proc/1; exit 7");
        for (List<String> all : List.of(Programs.pidone("--pid-namespace --pid1mode=" + mode, command),
                asUser(Programs.pidone("--pid-namespace --pid1mode=" + mode, command)))) {
            assertEquals(new Stage.Ended(7, processIds + "\n/proc/1\n", ""), Stage.play(all).run());
        }
    }

    /** Where a terminal is, its keys have to reach the command in the group that it was started in. */
    @Test
    void withoutATerminalTheFirstProcessCannotSignalTheGroupThatPidoneWasStartedIn() {
        List<String> command = Programs.pidone("--pid-namespace --pid1mode=exec", "perl", "-e", "kill 9, 0; exit 3");
        assertEquals(new Stage.Ended(0, "3\n", ""),
                Stage.play(Programs.shell("\"$@\"; echo $?", asUser(command))).run());
    }

    /** What else is mounted there is: whoever is root inside can look below. */
    @Test
    void belowTheNewProcIsNoOther() {
        assumeTrue(Stage.isRoot(), "needs root");
        List<String> command = Programs.pidone("--pid-namespace", Programs.shell("umount /proc; ls -A /proc"));
        assertEquals(new Stage.Ended(0, "", ""), Stage.play(command).run());
    }

    @Test
    void aWorkingDirectoryInProcIsInTheNewOne() {
        List<String> pidone = asUser(Programs.pidone("--pid-namespace", "readlink", "self"));
        assertEquals(new Stage.Ended(0, "2\n", ""), Stage.play(Programs.shell("cd /proc && \"$@\"", pidone)).run());
        Stage.Ended ended = Stage.play(Programs.shell("cd /proc/$$ && \"$@\"", pidone)).run();
        assertEquals(125, ended.status());
        assertTrue(
                ended.errors().matches("pidone: ERROR: [^\n]*: the working directory in the new /proc: ENOENT[^\n]*\n"),
                ended::errors);
    }

    /** The mount that such a root directory is in has no path there. */
    @Test
    void whatIsMountedInAChrootIsNotSeenOutside() {
        assumeTrue(Stage.isRoot(), "needs root");
        String script = """
                cd "$(mktemp -d)" && mkdir proc mnt usr && ln -s usr/bin usr/lib usr/lib64 . && cp "$1" pidone || exit
                mount --bind /usr usr && chroot . /pidone --pid-namespace -- /bin/mount -t tmpfs none /mnt || exit
                grep -c "$PWD/mnt" /proc/self/mounts; umount usr; rm -r "$PWD"
                """;
        List<String> all = List.of("unshare", "--mount", "--propagation=shared", "sh", "-c", script, "sh",
                Product.PIDONE.toString());
        assertEquals(new Stage.Ended(0, "0\n", ""), Stage.play(all).run());
    }

    @Test
    void aUserStaysWhoHeIs() {
        List<String> facts = Programs.shell("id -u; id -g; grep -E '^Cap(Prm|Eff|Amb)' /proc/self/status");
        Stage.Ended directly = Stage.play(asUser(facts)).run();
        assertEquals(directly, Stage.play(asUser(Programs.pidone("--pid-namespace", facts))).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--pid1mode=wait-all-children", "--pid1mode=exec", "--session", "-g"})
    void eachSignalReachesTheCommandOnceAndInOrder(String options) {
        int[] signals = IntStream.rangeClosed(1, 64)
                .filter(signal -> signal != KILL && (signal < 17 || signal > 22) && signal != 32 && signal != 33)
                .toArray();
        try (Stage stage = Stage
                .play(asUser(Programs.pidone("--pid-namespace " + options, Programs.listener(signals.length, signals))))
                .start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), signals);
            Stage.Ended ended = stage.awaitEnd();
            assertEquals(42, ended.status(), ended::errors);
            assertEquals(IntStream.of(signals).boxed().toList(),
                    ended.output().lines().skip(1).map(Integer::valueOf).sorted().toList());
        }
    }

    @ParameterizedTest
    @CsvSource({"exit 3, 3", "'kill -TERM $$', 143", "'kill -KILL $$', 137"})
    void theStatusIsThatOfTheCommand(String script, int status) {
        assertEquals(status,
                Stage.play(asUser(Programs.pidone("--pid-namespace", Programs.shell(script)))).run().status());
    }

    /** PID 1 of a namespace would not notice. */
    @ParameterizedTest
    @CsvSource({"sleep 1000; true, 15, 143", "trap 'exit 9' TERM; echo on; while :; do sleep 0.01; done, 15, 9",
            "sleep 1000; true, 10, 138", "while :; do :; done, 15, 143", "while :; do true & wait; done, 15, 143"})
    void inExecModeSignalsHaveTheirUsualEffect(String script, int signal, int status) {
        List<String> command = Programs.pidone("--pid-namespace --pid1mode=exec",
                Programs.shell("echo ready; " + script));
        try (Stage stage = Stage.play(asUser(command)).start()) {
            stage.awaitLine(script.contains("echo on") ? "on" : "ready");
            stage.send(stage.pidone(), signal);
            assertEquals(status, stage.awaitEnd().status());
        }
    }

    /** What takes its signals by a system call has them blocked, but not at each moment. */
    private static final String SAVE = "; POSIX::sigprocmask(SIG_UNBLOCK, $set); select(undef, undef, undef, 0.3); exit 9";

    @ParameterizedTest
    @ValueSource(strings = {"syscall(&SYS_rt_sigtimedwait, $mask, 0, 0, 8)",
            "my $time = pack('QQ', 0, 1000000); 0 while syscall(&SYS_rt_sigtimedwait, $mask, 0, $time, 8) != 15",
            "my $fd = syscall(&SYS_signalfd4, -1, $mask, 8, 0); syscall(&SYS_read, $fd, my $info = ' ' x 128, 128)"})
    void inExecModeASignalThatIsTakenByASystemCallKillsNobody(String take) {
        String program = "require 'syscall.ph'; use POSIX; my $set = POSIX::SigSet->new(SIGTERM);"
                + " my $mask = pack('Q', 1 << 14); POSIX::sigprocmask(SIG_BLOCK, $set); $| = 1; print qq(ready\\n); "
                + take + SAVE;
        try (Stage stage = Stage.play(asUser(Programs.pidone("--pid-namespace --pid1mode=exec", "perl", "-e", program)))
                .start()) {
            stage.awaitLine("ready");
            Member command = stage.command();
            stage.until(command::isAsleep, "it does not wait for the signal");
            stage.send(stage.pidone(), TERM);
            assertEquals(9, stage.awaitEnd().status());
        }
    }

    /** Nobody can tell then what the command does about it. */
    @Test
    void inExecModeWithoutProcASignalThatMayHaveNoEffectIsAWarning() {
        assumeTrue(Stage.isRoot(), "needs root");
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        command.addAll(Programs.shell("mount -t tmpfs none /proc && exec \"$@\"",
                Programs.pidone("--pid-namespace --pid1mode=exec", "sh", "-c", "echo ready; sleep 1000; :")));
        try (Stage stage = Stage.play(command).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM, TERM);
            stage.awaitErrors("has no effect");
            assertEquals(1, stage.errors().lines().count(), stage::errors);
        }
    }

    @Test
    void aPauseInsideEndsWithTheSignal() {
        try (Stage stage = Stage.play(asUser(List.of(Product.PIDONE.toString(), "--pid-namespace", "--pid1mode=pause")))
                .start()) {
            stage.send(stage.pidone(), TERM);
            assertEquals(new Stage.Ended(0, "", ""), stage.awaitEnd());
        }
    }

    @Test
    void aCommandThatIsNotFoundIsSaid() {
        for (String mode : List.of("wait", "exec")) {
            Stage.Ended ended = Stage.play(Programs.pidone("--pid-namespace --pid1mode=" + mode, "no-such-command"))
                    .run();
            assertEquals(127, ended.status());
            assertTrue(ended.errors().matches("pidone: ERROR: command not found: 'no-such-command' [^\n]*\n"),
                    ended::errors);
        }
    }

    /** Whoever waits does not work: no wake-ups. */
    @Test
    void theProcessOutsideCostsNothingWhileItWaits() {
        try (Stage stage = Stage
                .play(asUser(Programs.pidone("--pid-namespace", Programs.shell("echo ready; sleep 1000; :"))))
                .start()) {
            stage.awaitLine("ready");
            stage.until(() -> stage.pidone().isBlocked(TERM), "pidone does not run");
            Await.pause(Duration.ofMillis(300).toNanos());
            long before = switches(stage.pidone());
            Await.pause(Duration.ofSeconds(1).toNanos());
            assertEquals(before, switches(stage.pidone()));
        }
    }

    private static long switches(Member member) {
        return Long
                .parseLong(dev.pidone.support.ProcFile.field(member.processId(), "status", "voluntary_ctxt_switches"));
    }

    /** As in a container: wherever else a whole /proc is mounted, the kernel allows a user another one. */
    private static final String ONE_PROC_AT_MOST = "findmnt --noheadings --list --output TARGET --types proc |"
            + " while IFS= read -r place; do [ \"$place\" = /proc ] || umount -l \"$place\" || exit; done";

    /** What forbids it, and what is said then. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "--map-root-user | echo 0 > /proc/sys/user/max_pid_namespaces | | namespaces are switched off; set sysctl",
            "--map-root-user | echo 0 > /proc/sys/user/max_user_namespaces | setpriv --bounding-set=-all"
                    + " | user namespaces are switched off; set sysctl",
            "--mount | mount --bind /dev/null /proc/keys | user | masked",
            "--mount | mount --bind /proc /proc && mount -o remount,bind,ro /proc | user | bubblewrap makes one with",
            "--mount | while umount -l /proc; do :; done 2>/dev/null; true | user | without root it takes a /proc"})
    void whatCannotWorkSaysWhy(String namespace, String obstacle, String user, String reason) {
        assumeTrue(Stage.isRoot(), "needs root");
        // Limits of a user namespace, and mounts of a mount namespace: nobody else is hindered.
        boolean isUser = "user".equals(user);
        String script = (isUser ? ONE_PROC_AT_MOST + " && { " : "{ ") + obstacle + "; } && exec "
                + (isUser ? String.join(" ", AS_USER) : user == null ? "" : user) + " \"$@\"";
        List<String> command = new ArrayList<>(List.of("unshare", namespace));
        command.addAll(Programs.shell(script, Programs.pidone("--pid-namespace", "true")));
        Stage.Ended ended = Stage.play(command).run();
        assertEquals(125, ended.status(), ended::errors);
        assertEquals(1, ended.errors().lines().count(), ended::errors);
        assertTrue(ended.errors().startsWith("pidone: ERROR: cannot make a PID namespace: "), ended::errors);
        assertTrue(ended.errors().contains(reason), ended::errors);
    }

    @Test
    void aChrootWithoutProcSaysWhatToDo(@TempDir Path root) throws IOException {
        assumeTrue(Stage.isRoot(), "needs root");
        Files.copy(Product.PIDONE, root.resolve("pidone"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectory(root.resolve("proc"));
        // prctl(2): PR_CAPBSET_DROP, CAP_SYS_CHROOT; without it the way to the mount that the root is in is closed.
        String withoutChroot = """
                require "syscall.ph";
                chroot $ARGV[0] and chdir "/" or die "chroot: $!";
                syscall(&SYS_prctl, 24, 18, 0, 0, 0) == 0 or die "prctl: $!";
                exec "/pidone", "--pid-namespace", "/pidone", "--version" or die "exec: $!";
                """;
        Stage.Ended ended = Stage.play("perl", "-e", withoutChroot, root.toString()).run();
        assertEquals(125, ended.status(), ended::errors);
        assertTrue(ended.errors().matches("pidone: ERROR: cannot make a PID namespace: making mounts private: EINVAL"
                + " [^\n]*mount -t proc proc DIR/proc\n"), ended::errors);
    }

    @Test
    void aChrootWithoutProcNeedsNoneWithTheRightTo(@TempDir Path root) throws IOException {
        assumeTrue(Stage.isRoot(), "needs root");
        Files.copy(Product.PIDONE, root.resolve("pidone"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectory(root.resolve("proc"));
        Stage.Ended ended = Stage.play("chroot", root.toString(), "/pidone", "--pid-namespace", "/pidone", "--version")
                .run();
        assertEquals(0, ended.status(), ended::errors);
        assertEquals("", ended.errors());
    }

    @Test
    void aSeccompFilterThatForbidsItIsNamed() {
        // LD [nr]; JEQ clone; RET EPERM; RET ALLOW (seccomp(2)); no_new_privs makes it possible for everyone.
        String filter = """
                require "syscall.ph";
                my $code = pack("SCCL" x 4, 0x20, 0, 0, 0, 0x15, 0, 1, &SYS_clone, 0x06, 0, 0, 0x00050001, 0x06, 0, 0, 0x7fff0000);
                my $program = pack("S x6 P", 4, $code);
                syscall(&SYS_prctl, 38, 1, 0, 0, 0) == 0 or die "no_new_privs: $!";
                syscall(&SYS_prctl, 22, 2, $program) == 0 or die "seccomp: $!";
                exec @ARGV or die "exec: $!";
                """;
        List<String> command = new ArrayList<>(List.of("perl", "-e", filter, "--"));
        command.addAll(Programs.pidone("--pid-namespace", "true"));
        Stage.Ended ended = Stage.play(command).run();
        assertEquals(125, ended.status(), ended::errors);
        assertTrue(
                ended.errors().matches(
                        "pidone: ERROR: cannot make a PID namespace: clone\\(2\\): EPERM [^\n]*seccomp[^\n]*\n"),
                ended::errors);
    }
}
