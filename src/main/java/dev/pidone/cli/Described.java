package dev.pidone.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the help, the man page and the completions say of an option. It is an annotation because pidone itself has no
 * use for it: the build makes the texts.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface Described {
    /** Under which heading it stands. */
    Group group();

    String text();

    /** The values that it takes, where they are few. */
    String[] choices() default {};

    /** The headings, in their order. */
    enum Group {
        MODE("Mode"),
        SIGNALS("Signals"),
        STOPPING("Stopping"),
        PROCESSES("Processes"),
        MESSAGES("Messages"),
        OTHER("Other");

        private final String heading;

        Group(String heading) {
            this.heading = heading;
        }

        public String heading() {
            return heading;
        }
    }
}
