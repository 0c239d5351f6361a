package org.teavm.runtime;

/** In place of TeaVM's queue of things that green threads wait for. */
public final class EventQueue {
    private EventQueue() {
    }

    public static void process() {
    }
}
