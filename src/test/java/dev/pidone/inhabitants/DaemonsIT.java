package dev.pidone.inhabitants;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.control.Stage;
import dev.pidone.support.Product;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Daemons that people's scripts start, use, and leave behind. */
class DaemonsIT {
    private static final Duration LATE = Duration.ofSeconds(1);

    private enum Daemon {
        GPG_AGENT(List.of("gpg", "gpg-agent"), "--except=gpg-agent", """
                export GNUPGHOME="$HOME/gnupg"
                mkdir -m 700 "$GNUPGHOME"
                gpg --batch --quiet --passphrase '' --quick-generate-key nobody ed25519 || exit 1
                gpg --list-secret-keys nobody >/dev/null 2>&1 || exit 1
                """), //
        SSH_AGENT(List.of("ssh-agent", "ssh-add", "ssh-keygen"), "--except=ssh-agent", """
                eval $(ssh-agent -s -a "$HOME/socket") >/dev/null
                ssh-keygen -q -t ed25519 -N '' -f "$HOME/key" && ssh-add -q "$HOME/key" || exit 1
                ssh-add -l >/dev/null || exit 1
                """), //
        DBUS_DAEMON(List.of("dbus-daemon", "dbus-send"), "--except=dbus-daemon",
                """
                        DBUS_SESSION_BUS_ADDRESS=$(dbus-daemon --session --address="unix:path=$HOME/socket" --fork --print-address=1)
                        export DBUS_SESSION_BUS_ADDRESS
                        dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames >/dev/null \
                            || exit 1
                        """), //
        TMUX(List.of("tmux"), "--except=tmux --except=sleep", """
                tmux -S "$HOME/socket" -f /dev/null new-session -d 'exec sleep 1000' || exit 1
                tmux -S "$HOME/socket" list-sessions >/dev/null || exit 1
                """), //
        POSTGRESQL(List.of(), "--except=postgres", """
                PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
                initdb -D "$HOME/data" -A trust --no-sync >/dev/null || exit 1
                pg_ctl -D "$HOME/data" -w -l "$HOME/log" -o "-k $HOME -h ''" start >/dev/null || exit 1
                psql -h "$HOME" -qc 'CREATE TABLE x (y int)' postgres || exit 1
                """), //
        NGINX(List.of("nginx", "perl"), "--except=nginx", """
                cat >"$HOME/conf" <<END
                pid $HOME/pid; error_log $HOME/errors; events {}
                http { access_log off; server { listen unix:$HOME/socket; return 204; }
                client_body_temp_path $HOME; proxy_temp_path $HOME; fastcgi_temp_path $HOME; uwsgi_temp_path $HOME;
                scgi_temp_path $HOME; }
                END
                nginx -c "$HOME/conf" -e "$HOME/errors" || exit 1
                perl -MIO::Socket::UNIX -e '$socket = IO::Socket::UNIX->new(shift) or die "no nginx: $!";
                    print $socket "GET / HTTP/1.0\\r\\n\\r\\n"; <$socket> =~ / 204 / or die' "$HOME/socket" || exit 1
                """);

        private final List<String> programs;
        private final String exceptions;
        private final String use;

        /** @param use starts it, uses it and lets it run */
        Daemon(List<String> programs, String exceptions, String use) {
            this.programs = programs;
            this.exceptions = exceptions;
            this.use = use;
        }

        String script() {
            Home.require(programs.toArray(new String[0]));
            return use + "echo used; exit 3";
        }
    }

    /** How it is ended; for whoever does not end when he is told to a test does not wait. */
    private enum Way {
        WITH_THE_NAMESPACE("--pid-namespace"),
        AS_LEFTOVER("--pid-namespace --leftovers=terminate --stop-timeout=1h"),
        AT_THE_LIMIT("--pid-namespace --pid1mode=wait-all-children --wait-limit=100ms --stop-timeout=1h -q"),
        AS_EXCEPTION("--pid1mode=wait-all-children --stop-timeout=1h ");

        private final String options;

        Way(String options) {
            this.options = options;
        }

        String options(Daemon daemon) {
            return this == AS_EXCEPTION ? options + daemon.exceptions : options;
        }
    }

    @TempDir
    Path folder;

    static Stream<Arguments> daemonsAndWays() {
        return Stream.of(Daemon.values())
                .flatMap(daemon -> Stream.of(Way.values()).map(way -> Arguments.of(daemon, way)));
    }

    @ParameterizedTest
    @MethodSource("daemonsAndWays")
    void theStatusIsThatOfTheScriptAndNothingIsLeft(Daemon daemon, Way way) throws IOException {
        try (Stage stage = new Home(folder).pidone(way.options(daemon), daemon.script()).start()) {
            assertEquals(new Stage.Ended(3, "used\n", ""), stage.awaitEnd());
            assertEquals(List.of(), stage.members());
        }
    }

    /** Where it is not killed with the namespace, but told to end first. */
    @Test
    void aDatabaseWritesWhatItMust() throws IOException {
        String script = Daemon.POSTGRESQL.script();
        Home home = new Home(folder);
        assertEquals(3, home.pidone(Way.AS_LEFTOVER.options, script).run().status());
        assertEquals(new Stage.Ended(0, "shut down\n", ""), home.pidone("", """
                PATH=$(echo /usr/lib/postgresql/*/bin):$PATH
                pg_controldata "$HOME/data" | sed -n 's/^Database cluster state: *//p'
                """).run());
    }

    @ParameterizedTest
    @EnumSource
    void asPid1ItEndsNoLaterThanTini(Daemon daemon, @TempDir Path other) throws IOException {
        Home.require("tini");
        Duration pidone = timeToEnd(new Home(folder), Product.PIDONE.toString(), daemon);
        Duration tini = timeToEnd(new Home(other), "tini", daemon);
        Home.report(daemon.toString(), "pidone " + pidone.toMillis() + " ms, tini " + tini.toMillis() + " ms");
        assertTrue(pidone.compareTo(tini.plus(LATE)) <= 0, () -> "pidone " + pidone + ", tini " + tini);
    }

    /** How long it takes from where the script ends. */
    private static Duration timeToEnd(Home home, String init, Daemon daemon) {
        try (Stage stage = home.first(init, daemon.script()).start()) {
            stage.awaitLine("used");
            long begin = System.nanoTime();
            assertEquals(3, stage.awaitEnd().status());
            Duration time = Duration.ofNanos(System.nanoTime() - begin);
            assertEquals(List.of(), stage.members());
            return time;
        }
    }
}
