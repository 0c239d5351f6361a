package dev.pidone.cli;

/** A switch that is on, off, or left to pidone. */
public enum Toggle {
    DEFAULT,
    ON,
    OFF
}
