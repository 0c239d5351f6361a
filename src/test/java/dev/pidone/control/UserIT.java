package dev.pidone.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as another user: --user. The accounts are a test's own, in place of those of the machine. */
class UserIT {
    private static final int TERM = 15;
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/sh
            # a comment
            broken
            app:x:1234:1235:An application:/srv/app:/bin/false
            twin:x:1234:77:not meant by its number:/nowhere:
            none:x:1300:
            word:x:1301:users::/srv/word:
            invalid:x:1302:4294967295::/:
            huge:x:1303:18446744073709551616::/:
            largest:x:4294967294:4294967294::/srv/largest:
            last:x:4321:4322::/srv/last:/bin/sh""";
    private static final String GROUP = """
            root:x:0:
            app:x:1235:
            some:x:10:app
            others:x:11:apple,pineapp,ap
            many:x:12:%s,app
            staff:x:50:last,app,root
            beyond:x:4294967295:largest
            nothing:x::largest
            fourteen:x:14:largest
            """.formatted("somebody,".repeat(2000) + "else");
    /** What it is to be, in one line. */
    private static final String WHO = "echo $(id -u):$(id -g):$(echo $(sed -n 's/^Groups://p' /proc/self/status))"
            + ":$HOME:$(awk '/^CapEff/ {print $2}' /proc/self/status)";
    private static final String NO_CAPABILITIES = "0000000000000000";

    @TempDir
    private Path folder;

    @BeforeEach
    void needsPrivileges() {
        Assumptions.assumeTrue(Stage.isRoot(), "only root can become another user");
    }

    /** A call with other accounts: mounted over those of the machine, in the stage's own mount namespace. */
    private List<String> withAccounts(String before, List<String> call) throws IOException {
        Path passwd = Files.writeString(folder.resolve("passwd"), PASSWD);
        Path group = Files.writeString(folder.resolve("group"), GROUP);
        String script = "mount --bind " + passwd + " /etc/passwd && mount --bind " + group + " /etc/group && " + before
                + " exec \"$@\"";
        return Programs.shell(script, call);
    }

    private Stage.Ended run(String options, String before) throws IOException {
        return Stage.play(withAccounts(before, Programs.pidone(options, Programs.shell(WHO)))).asPid1().run();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"app;1234:1235:10 12 50:/srv/app", "1234;1234:1235:10 12 50:/srv/app",
            "app:staff;1234:50::/srv/app", "app:99;1234:99::/srv/app", "last;4321:4322:50:/srv/last", "5000;5000:0::/",
            "5000:some;5000:10::/", "largest;4294967294:4294967294:14:/srv/largest", "word:99;1301:99::/srv/word",
            "3000000000:4294967294;3000000000:4294967294::/"})
    void theCommandHasTheIdsTheGroupsAndTheHomeOfTheUser(String user, String expected) throws IOException {
        for (String mode : List.of("wait", "wait-all-children", "exec")) {
            Stage.Ended ended = run("--pid1mode=" + mode + " --user=" + user, "HOME=/before");
            assertEquals(new Stage.Ended(0, expected + ":" + NO_CAPABILITIES + "\n", ""), ended, mode);
        }
        assertEquals(expected + ":" + NO_CAPABILITIES + "\n", run("--user=" + user, "unset HOME;").output());
    }

    @ParameterizedTest
    @CsvSource({"nobody-knows,'there is no user ''nobody-knows'' in /etc/passwd: add it there, or give a number'",
            "app:nobodies,'there is no group ''nobodies'' in /etc/group: add it there, or give a number'",
            "broken,'there is no user ''broken'' in /etc/passwd: add it there, or give a number'",
            "4294967295,'there is no user ''4294967295'' in /etc/passwd, and numbers end at 4294967294'",
            "app:4294967295,'there is no group ''4294967295'' in /etc/group, and numbers end at 4294967294'"})
    void whoIsNotThereCannotBecome(String user, String complaint) throws IOException {
        assertEquals(new Stage.Ended(125, "", "pidone: ERROR: " + complaint + "\n"), run("--user=" + user, ""));
    }

    /** Taken for 0 it would be root's. */
    @ParameterizedTest
    @CsvSource({"none,''", "word,users", "invalid,4294967295", "huge,18446744073709551616", "1302,4294967295"})
    void aGroupThatIsNoNumberIsNobodys(String user, String group) throws IOException {
        assertEquals(
                new Stage.Ended(125, "",
                        "pidone: ERROR: the group '" + group + "' of user '" + user + "' in /etc/passwd is no number"
                                + " from 0 to 4294967294: correct it there, or give a group\n"),
                run("--user=" + user, ""));
    }

    @Test
    void whoIsThatUserAlreadyNeedsNoPrivileges() throws IOException {
        String asApp = "setpriv --reuid=1234 --regid=1235 --clear-groups --";
        List<String> call = new ArrayList<>(List.of(asApp.split(" ")));
        call.addAll(Programs.pidone("--user=app", Programs.shell(WHO)));
        assertEquals("1234:1235::/srv/app:" + NO_CAPABILITIES + "\n",
                Stage.play(withAccounts("", call)).run().output());
    }

    /** As systemd gives them to a service that is no root's (User=, AmbientCapabilities=). */
    @ParameterizedTest
    @ValueSource(strings = {"app", "last"})
    void noCapabilityIsLeft(String user) throws IOException {
        String tell = "sed -n 's/^Cap\\(Inh\\|Prm\\|Eff\\|Amb\\):.//p' /proc/self/status";
        for (String mode : List.of("wait", "exec")) {
            List<String> call = new ArrayList<>(List.of("setpriv", "--reuid=1234", "--regid=1235", "--clear-groups",
                    "--inh-caps=+setuid,+setgid", "--ambient-caps=+setuid,+setgid", "--"));
            call.addAll(Programs.pidone("--pid1mode=" + mode + " --user=" + user, Programs.shell(tell)));
            assertEquals(new Stage.Ended(0, (NO_CAPABILITIES + "\n").repeat(4), ""),
                    Stage.play(withAccounts("", call)).run(), mode);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"last", "app:staff", "root"})
    void withoutPrivilegesNobodyElseCanBecome(String user) throws IOException {
        List<String> call = new ArrayList<>(List.of("setpriv", "--reuid=1234", "--regid=1235", "--clear-groups", "--"));
        call.addAll(Programs.pidone("--user=" + user, Programs.shell(WHO)));
        Stage.Ended ended = Stage.play(withAccounts("", call)).run();
        assertEquals(125, ended.status());
        assertEquals("pidone: ERROR: cannot become the user '" + user.split(":")[0]
                + "': EPERM (operation not permitted):" + " that takes root with the capabilities SETUID and SETGID\n",
                ended.errors());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pidoneKeepsTheRightToSignal(boolean pid1) throws IOException {
        List<String> call = Programs.pidone("--user=app --stop-timeout=1h", Programs.listener(2, TERM, 10));
        Stage.Play play = Stage.play(withAccounts("", call));
        try (Stage stage = (pid1 ? play.asPid1() : play).start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM, 10);
            assertEquals(42, stage.awaitEnd().status());
        }
    }

    @Test
    void theProgramsOfAStopPlanAreThatUserToo() throws IOException {
        Path program = Files.writeString(folder.resolve("who"), "#!/bin/sh\n" + WHO);
        assertTrue(program.toFile().setExecutable(true, false) && folder.toFile().setExecutable(true, false)
                && program.toFile().setReadable(true, false));
        List<String> call = Programs.pidone("--user=app --stop=run=" + program + ",TERM", Programs.listener(1, TERM));
        try (Stage stage = Stage.play(withAccounts("", call)).asPid1().start()) {
            stage.awaitLine("ready");
            stage.send(stage.pidone(), TERM);
            assertEquals(new Stage.Ended(42, "ready\n1234:1235:10 12 50:/srv/app:" + NO_CAPABILITIES + "\n15\n", ""),
                    stage.awaitEnd());
        }
    }

    /** It may write to the folder, and pidone is root. */
    @ParameterizedTest
    @ValueSource(strings = {"report", "termination-log"})
    void aLinkOfTheUsersLeadsPidoneToNoOtherFile(String option) throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "root's");
        Path link = Files.createSymbolicLink(folder.resolve("link"), other);
        Stage.Ended ended = run("--user=app --" + option + "=" + link, "");
        assertEquals(new Stage.Ended(0, "1234:1235:10 12 50:/srv/app:" + NO_CAPABILITIES + "\n",
                "pidone: WARN: cannot write the " + option.replace('-', ' ') + " '" + link
                        + "': a symbolic link is in its path; name it without\n"),
                ended);
        assertEquals("root's", Files.readString(other));
    }

    @Test
    void theSignalOfTheParentsDeathStaysWanted() throws IOException {
        String tell = "require 'syscall.ph'; my $s = pack('i', 0); syscall(&SYS_prctl, 2, $s) == 0 or die;"
                + " print unpack('i', $s)";
        List<String> command = List.of("perl", "-e", tell);
        List<String> call = Programs.pidone("--user=app -p HUP --pid1mode=exec", command);
        assertEquals("1", Stage.play(withAccounts("", call)).run().output());
    }
}
