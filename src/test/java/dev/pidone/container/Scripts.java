package dev.pidone.container;

/** Shell scripts that several tests run in a container. */
final class Scripts {
    private Scripts() {
    }

    /**
     * Ends with status 5 and leaves a server that says when that has happened, and runs until TERM.
     *
     * @param lastWords what the server says then
     */
    static String leavesAServer(String lastWords) {
        return """
                (trap 'echo %s; exit' TERM
                 while kill -0 $$ 2>/dev/null; do sleep 0.05; done
                 echo the command has ended
                 while :; do sleep 1000 & wait; done) &
                exit 5
                """.formatted(lastWords);
    }
}
