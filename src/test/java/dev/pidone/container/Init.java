package dev.pidone.container;

/** The inits that are to behave alike: pidone is tried beside the one that it replaces. */
enum Init {
    PIDONE {
        @Override
        TestContainer runs(String... command) {
            return TestContainer.pidone(command);
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
