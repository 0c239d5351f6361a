package dev.pidone.agent;

/**
 * A thread that the application need not know: a daemon in the JVM's own group, that inherits nothing of the thread
 * that makes it.
 */
final class SystemThread extends Thread {
    SystemThread(String name, Runnable work) {
        super(systemGroup(), work, name, 0, false);
        setDaemon(true);
        setContextClassLoader(null);
    }

    private static ThreadGroup systemGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
