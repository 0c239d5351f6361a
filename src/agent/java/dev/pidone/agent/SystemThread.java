package dev.pidone.agent;

/**
 * A thread that the application need not know: a daemon in the JVM's own group, that inherits nothing of the thread
 * that makes it, and of which no handler of the application hears.
 */
final class SystemThread extends Thread implements Thread.UncaughtExceptionHandler {
    SystemThread(String name, Runnable work) {
        super(systemGroup(), work, name, 0, false);
        setDaemon(true);
        setContextClassLoader(null);
        setUncaughtExceptionHandler(this);
    }

    private static ThreadGroup systemGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable e) {
        // Each thread of the agent says itself what it cannot do.
    }
}
