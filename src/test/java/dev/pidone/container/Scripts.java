package dev.pidone.container;

/** Shell scripts that several tests run in a container. */
final class Scripts {
    private Scripts() {
    }

    /**
     * Ends with status 5 and leaves a server that says when that has happened, and runs until TERM. By then its child
     * is no shell any more: one that has just been forked would drop the signal.
     *
     * @param lastWords what the server says then
     */
    static String leavesAServer(String lastWords) {
        return """
                (trap 'echo %s; exit' TERM
                 while kill -0 $$ 2>/dev/null; do sleep 0.05; done
                 sleep 1000 &
                 until [ "$(cat /proc/$!/comm)" = sleep ]; do :; done
                 echo the command has ended
                 wait) &
                exit 5
                """.formatted(lastWords);
    }
}
