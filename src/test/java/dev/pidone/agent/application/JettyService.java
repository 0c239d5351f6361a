package dev.pidone.agent.application;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/** A service as there are many: it starts no process and expects no child. */
public final class JettyService extends Handler.Abstract {
    private static final int PORT = 8080;

    private JettyService() {
    }

    /** @param args none */
    public static void main(String[] args) throws Exception {
        Server server = new Server(PORT);
        server.setHandler(new JettyService());
        server.setStopAtShutdown(true);
        server.start();
        System.out.println("Jetty is ready");
        server.join();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Content.Sink.write(response, true, "fine\n", callback);
        return true;
    }
}
