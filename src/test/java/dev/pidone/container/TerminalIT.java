package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** Containers with a terminal: {@code docker run -it}. */
@NeedsEngine
class TerminalIT {
    private static final int KILLED_BY_INT = 128 + 2;

    @Test
    void theCommandHasTheTerminal() throws Exception {
        String showsTerminal = "tty; [ -t 0 ] && [ -t 1 ] && [ -t 2 ] && ps -o tty=,tpgid=,pgid= -p $$ | tr -s ' '; echo $$";
        try (TestContainer container = Terminal.in(TestContainer.pidone("sh", "-c", showsTerminal)).started()) {
            assertEquals(0, container.exitStatus());
            String[] lines = container.completeOutput().split("\\R");
            assertEquals("/dev/pts/0", lines[0]);
            String shell = lines[2];
            assertEquals("pts/0 " + shell + " " + shell, lines[1], "the command leads the foreground process group");
        }
    }

    @Test
    void ctrlCInterruptsTheCommand() throws Exception {
        try (TestContainer container = Terminal.in(TestContainer.pidone("sh", "-c", "echo ready; exec sleep 1000"))
                .started(); Terminal terminal = Terminal.of(container)) {
            container.awaitOutput("ready");
            terminal.type(Terminal.CTRL_C);
            assertEquals(KILLED_BY_INT, container.exitStatus());
        }
    }

    /** Nobody could continue it: the key does nothing, and the next one reaches the command. */
    @Test
    void ctrlZDoesNotFreezeTheCommand() throws Exception {
        try (TestContainer container = Terminal.in(TestContainer.pidone("sed", "-u", "s/question/answer/")).started();
                Terminal terminal = Terminal.of(container)) {
            container.awaitTrue("ps --ppid 1 -o stat= | grep -q +");
            terminal.type(Terminal.CTRL_Z);
            terminal.type("question\n");
            container.awaitOutput("answer\r\n");
            terminal.type(Terminal.CTRL_C);
            assertEquals(KILLED_BY_INT, container.exitStatus());
        }
    }

    @Test
    void anInteractiveShellHasJobControl() throws Exception {
        try (TestContainer container = Terminal.in(TestContainer.pidone("bash", "--norc", "-i")).started();
                Terminal terminal = Terminal.of(container)) {
            // What is typed is shown also: the quotes keep it apart from what the shell writes.
            terminal.type("echo re''ady\n");
            container.awaitOutput("ready\r\n");
            terminal.type("sh -c 'echo run''ning; exec sleep 1000'\n");
            container.awaitOutput("running\r\n");
            terminal.type(Terminal.CTRL_Z);
            container.awaitOutput("Stopped");
            terminal.type("bg; jobs -r; fg\n");
            container.awaitOutput("Running");
            container.awaitTrue("ps -C sleep -o stat= | grep -q +");
            terminal.type(Terminal.CTRL_C + "echo sta''tus $?; exit 5\n");
            container.awaitOutput("status " + KILLED_BY_INT);
            assertEquals(5, container.exitStatus());
            assertFalse(container.completeOutput().contains("no job control"), container.completeOutput());
        }
    }

    @Test
    void theCommandLearnsThatTheWindowChanged() throws Exception {
        String tellsSize = "trap 'stty size' WINCH; echo ready; while :; do sleep 1000 & wait; done";
        try (TestContainer container = Terminal.in(TestContainer.pidone("sh", "-c", tellsSize)).started();
                Terminal terminal = Terminal.of(container)) {
            container.awaitOutput("ready");
            terminal.resize(33, 77);
            container.awaitOutput("33 77");
            terminal.resize(44, 88);
            container.awaitOutput("44 88");
            container.dockerStop();
        }
    }
}
