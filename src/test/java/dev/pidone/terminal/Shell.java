package dev.pidone.terminal;

import dev.pidone.control.Member;
import dev.pidone.control.Programs;
import dev.pidone.control.Stage;

/** An interactive bash on a terminal, the leader of its session; what is typed there is typed by a user. */
final class Shell implements AutoCloseable {
    static final String CTRL_C = "\003";
    static final String CTRL_D = "\004";
    static final String CTRL_Z = "\032";
    static final String CTRL_BACKSLASH = "\034";

    final Stage stage;
    private final Member bash;

    Shell() {
        stage = Stage.play("bash", "--norc", "--noprofile", "--noediting", "-i").onTerminal()
                .with("PATH", Programs.PATH).with("PS1", "$\\n").with("TERM", "dumb").start();
        bash = stage.await("bash");
        awaitPrompt();
        run("ulimit -c 0");
    }

    Member bash() {
        return bash;
    }

    /** Types a command line. */
    void run(String line) {
        stage.type(line + "\n");
    }

    /** Waits until the shell has the terminal again. */
    void awaitPrompt() {
        stage.until(bash::isInForeground, "the shell does not get the terminal back");
    }

    /** Waits until a process has the terminal and runs. */
    void awaitForeground(Member process) {
        stage.until(() -> process.isInForeground() && !process.isStopped(), process + " is not in the foreground");
    }

    void awaitStopped(Member process) {
        stage.until(process::isStopped, process + " is not stopped");
    }

    void awaitRunning(Member process) {
        stage.until(() -> process.isAlive() && !process.isStopped(), process + " does not run");
    }

    /** Has the shell print the exit status of what it ran last, and waits for that. */
    void awaitStatus(int status) {
        awaitPrompt();
        run("echo status=$?=");
        stage.awaitOutput("status=" + status + "=");
    }

    @Override
    public void close() {
        stage.close();
    }
}
