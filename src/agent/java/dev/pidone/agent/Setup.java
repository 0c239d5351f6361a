package dev.pidone.agent;

import java.lang.instrument.Instrumentation;
import java.security.AccessController;
import java.security.PrivilegedAction;

/** Understands the options and starts what they ask for. */
public final class Setup implements PrivilegedAction<Void> {
    /** As pidone where it was called wrongly. */
    private static final int CALLED_WRONGLY = 125;
    private static final Options OPTIONS = new Options();

    private static Setup first;

    private final JdkInternals jdk;
    private final String text;
    private final boolean isRunning;
    private boolean isSubreaper;
    private boolean hasReport;
    private boolean hasLeftovers;
    private boolean hasReaper;

    private Setup(JdkInternals jdk, String text, boolean isRunning) {
        this.jdk = jdk;
        this.text = text;
        this.isRunning = isRunning;
    }

    /**
     * The agent may be given more than once, by JAVA_TOOL_OPTIONS and the command line: the options of all add up, and
     * of contradictory ones the last holds.
     *
     * @param isRunning the application has been started before
     */
    @SuppressWarnings("removal")
    public static synchronized void start(String text, Instrumentation instrumentation, boolean isRunning) {
        JdkInternals jdk = new JdkInternals(instrumentation, Setup.class.getModule());
        // Threads keep the permissions of who makes them.
        AccessController.doPrivileged(new Setup(jdk, text, isRunning));
    }

    @Override
    public Void run() {
        Options alone = new Options();
        String complaints = alone.add(text);
        boolean isStrict = alone.isStrict() || OPTIONS.isStrict();
        if (isStrict && isRunning && !complaints.isEmpty()) {
            Messages.write("agent: " + complaints + "; nothing is changed");
            return null;
        }
        OPTIONS.add(text);
        if (!complaints.isEmpty()) {
            Messages.write("agent: " + complaints);
        }
        if (isStrict && !isRunning && OPTIONS.hasMistakes()) {
            Runtime.getRuntime().halt(CALLED_WRONGLY);
        }
        if (first == null) {
            first = this;
        }
        first.begin();
        return null;
    }

    /** What has not begun yet. */
    private void begin() {
        if (!isSubreaper && OPTIONS.isSubreaper()) {
            // Before the application starts anything.
            isSubreaper = true;
            new Subreaper(jdk).begin();
        } else if (isSubreaper && !OPTIONS.isSubreaper()) {
            Messages.write("agent: 'subreaper=off' comes too late: orphans are adopted since it was on");
        }
        if (!hasReport && OPTIONS.hasShutdownReport()) {
            hasReport = true;
            ShutdownReport.prepare(jdk, OPTIONS);
        }
        if (!hasLeftovers && OPTIONS.terminatesLeftovers()) {
            hasLeftovers = true;
            Leftovers.prepare(jdk, OPTIONS);
        }
        if (!hasReaper) {
            new ReaperThread(jdk, OPTIONS).start();
            hasReaper = true;
        }
    }
}
