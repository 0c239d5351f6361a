package dev.pidone.container;

/**
 * The inits that are to behave alike: pidone, in an image and as the engine's own init, and the one that it replaces.
 */
enum Init {
    PIDONE {
        @Override
        TestContainer runs(String... command) {
            return TestContainer.pidone(command);
        }
    },
    /**
     * {@code docker run --init}: pidone where {@code docker/with-engine} has started the engine, otherwise mostly tini.
     */
    DOCKER_INIT {
        @Override
        TestContainer runs(String... command) {
            return TestContainer.dockerInit(command);
        }
    },
    TINI {
        @Override
        TestContainer runs(String... command) {
            return TestContainer.tini(command);
        }
    };

    /** A container in which it runs a command. */
    abstract TestContainer runs(String... command);
}
