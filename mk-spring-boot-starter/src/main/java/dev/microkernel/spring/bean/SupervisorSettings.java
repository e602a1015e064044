package dev.microkernel.spring.bean;

import dev.microkernel.actor.AutoShutdown;
import dev.microkernel.actor.RestartType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A supervisor that does nothing else. What is not set is as in the {@code SupervisorSpec} bean of its name, if there is one.
 *
 * @param parent name of the actor or supervisor whose child it is; without it the root's
 * @param restart after which ends it is started afresh: permanent, transient or temporary
 * @param strategy who is restarted with a child that failed
 * @param maxRestarts how many restarts of all children together are granted within that time, 0 to 1000; default 10
 * @param within the time in which restarts are counted; default 10s
 * @param backoffMin the first delay of a child that fails again, which doubles; default 100ms; 0 for none
 * @param backoffMax the longest delay; default 10s
 * @param jitter the share of a delay that chance may take away, 0 to 1; default 0.2
 * @param autoShutdown whether significant children that end have the supervisor stop
 */
public record SupervisorSettings(
        @Nullable String parent,
        @DefaultValue("permanent") RestartType restart,
        SupervisionSettings.@Nullable Kind strategy,
        @Nullable Integer maxRestarts,
        @Nullable Duration within,
        @Nullable Duration backoffMin,
        @Nullable Duration backoffMax,
        @Nullable Double jitter,
        @Nullable AutoShutdown autoShutdown) {

    SupervisionSettings supervision() {
        return new SupervisionSettings(strategy, maxRestarts, within, backoffMin, backoffMax, jitter, autoShutdown);
    }
}
