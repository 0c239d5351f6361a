package dev.pidone.agent.application;

import java.util.concurrent.CountDownLatch;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** Tomcat in an application, and a hook that waits for what never comes. */
public final class TomcatService {
    private static final CountDownLatch LAST_REQUEST = new CountDownLatch(1);

    private TomcatService() {
    }

    /** @param args none */
    public static void main(String[] args) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir("/tmp/tomcat");
        tomcat.setPort(8080);
        tomcat.getConnector();
        tomcat.start();
        Runtime.getRuntime().addShutdownHook(new Thread(TomcatService::drain, "drain-connections"));
        System.out.println("Tomcat is ready");
        tomcat.getServer().await();
    }

    private static void drain() {
        try {
            LAST_REQUEST.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
