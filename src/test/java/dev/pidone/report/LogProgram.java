package dev.pidone.report;

import java.io.IOException;

/** Logs in a JVM of its own, whose standard error the test reads, or does not. Tells on standard output where it is. */
final class LogProgram {
    private LogProgram() {
    }

    /** @param args threshold, number of messages, length of each, whether to wait for a byte before the flush */
    public static void main(String[] args) throws IOException {
        Log log = new Log(Log.Level.valueOf(args[0]));
        int messages = Integer.parseInt(args[1]);
        String filling = ".".repeat(Integer.parseInt(args[2]));
        log.trace("below the threshold");
        log.flush();
        System.out.println("begin");
        for (int number = 0; number < messages; number++) {
            log.info("message " + number + " caf\u00e9" + filling);
        }
        System.out.println("logged");
        if (Boolean.parseBoolean(args[3])) {
            System.in.read();
        }
        log.flush();
        System.out.println("flushed");
        Runtime.getRuntime().halt(0);
    }
}
