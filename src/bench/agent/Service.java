import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;

/** An application that is compared with and without an agent: a small HTTP server, or nothing at all. */
public final class Service {
    private Service() {
    }

    /** @param args one argument: not even a server */
    public static void main(String[] args) throws IOException {
        if (args.length > 0) {
            return;
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        InetSocketAddress address = server.getAddress();
        URL url = new URL("http", address.getHostString(), address.getPort(), "/");
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        if (connection.getResponseCode() != 204) {
            throw new IllegalStateException("no answer");
        }
        connection.disconnect();
        System.out.println("ready");
    }
}
