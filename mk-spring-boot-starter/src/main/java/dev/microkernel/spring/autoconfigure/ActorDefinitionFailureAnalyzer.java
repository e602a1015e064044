package dev.microkernel.spring.autoconfigure;

import dev.microkernel.spring.ActorDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to change about an actor class instead of showing a stack trace. */
final class ActorDefinitionFailureAnalyzer extends AbstractFailureAnalyzer<ActorDefinitionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ActorDefinitionException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
    }
}
