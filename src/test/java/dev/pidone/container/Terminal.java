package dev.pidone.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;

/** The keyboard and the window of a container that was started with a terminal, as {@code docker run -it} has them. */
final class Terminal implements AutoCloseable {
    static final String CTRL_C = "\u0003";
    static final String CTRL_Z = "\u001a";

    private final TestContainer container;
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final ResultCallback<Frame> attached;

    private Terminal(TestContainer container) throws IOException {
        this.container = container;
        attached = container.getDockerClient().attachContainerCmd(container.getContainerId()).withFollowStream(true)
                .withStdOut(true).withStdIn(new PipedInputStream(keyboard)).exec(new ResultCallback.Adapter<>());
    }

    /** Gives a container a terminal; to be called before it starts. */
    static TestContainer in(TestContainer container) {
        return container.withCreateContainerCmdModifier(create -> create.withTty(true).withStdinOpen(true));
    }

    /** Attaches to a container that runs. */
    static Terminal of(TestContainer container) throws IOException {
        return new Terminal(container);
    }

    void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    void resize(int rows, int columns) {
        container.getDockerClient().resizeContainerCmd(container.getContainerId()).withSize(rows, columns).exec();
    }

    @Override
    public void close() throws IOException {
        keyboard.close();
        attached.close();
    }
}
