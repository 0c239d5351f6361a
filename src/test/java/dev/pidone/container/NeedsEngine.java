package dev.pidone.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that need a Docker engine ({@code docker/with-engine} provides one). Without one they are skipped; where CI is
 * set they fail.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsEngine.Condition.class)
@interface NeedsEngine {
    /** Looks for the engine. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Engine.answers()) {
                return ConditionEvaluationResult.enabled("a Docker engine answers");
            }
            if (isRequired(System.getenv("CI"))) {
                throw new IllegalStateException("no Docker engine answers, and CI is set");
            }
            return ConditionEvaluationResult.disabled("no Docker engine answers");
        }

        private static boolean isRequired(String ci) {
            return ci != null && !ci.isEmpty() && !ci.equals("false");
        }
    }
}
