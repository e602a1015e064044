package dev.microkernel.spring.autoconfigure.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microkernel.spring.actuate.ActorsEndpoint;
import dev.microkernel.spring.actuate.ActorsInfoContributor;
import dev.microkernel.spring.actuate.NodesEndpoint;
import dev.microkernel.spring.autoconfigure.MicrokernelAutoConfiguration;
import dev.microkernel.spring.autoconfigure.info.ActorsInfoAutoConfiguration;
import dev.microkernel.system.ActorSystem;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The endpoints and the info contributor: on, off, backed off and without Actuator. */
class EndpointAutoConfigurationsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MicrokernelAutoConfiguration.class,
                    ActorsEndpointAutoConfiguration.class,
                    NodesEndpointAutoConfiguration.class,
                    ActorsInfoAutoConfiguration.class))
            .withPropertyValues("management.endpoints.web.exposure.include=actors,nodes");

    @Test
    void areOnWhereTheyAreExposed() {
        runner.run(context -> assertThat(context)
                .hasSingleBean(ActorsEndpoint.class)
                .hasSingleBean(NodesEndpoint.class)
                .hasSingleBean(ActorsInfoContributor.class));
    }

    @Test
    void areOffWhereTheyAreNotExposedOrHaveNoAccess() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=actors")
                .run(context ->
                        assertThat(context).hasSingleBean(ActorsEndpoint.class).doesNotHaveBean(NodesEndpoint.class));
        runner.withPropertyValues(
                        "management.endpoint.actors.access=NONE",
                        "management.endpoint.nodes.access=NONE",
                        "management.info.actors.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(ActorsEndpoint.class)
                        .doesNotHaveBean(NodesEndpoint.class)
                        .doesNotHaveBean(ActorsInfoContributor.class));
    }

    @Test
    void areOffWithoutActuator() {
        runner.withClassLoader(new FilteredClassLoader(
                        ConditionalOnAvailableEndpoint.class, ConditionalOnEnabledInfoContributor.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("actorsEndpoint")
                        .doesNotHaveBean("nodesEndpoint")
                        .doesNotHaveBean("actorsInfoContributor"));
    }

    @Test
    void backOffWhereTheApplicationHasItsOwn() {
        var own = ActorSystem.named("own").build();
        runner.withBean("ownActors", ActorsEndpoint.class, () -> new ActorsEndpoint(own))
                .withBean("ownNodes", NodesEndpoint.class, () -> new NodesEndpoint(own))
                .withBean("ownInfo", ActorsInfoContributor.class, () -> new ActorsInfoContributor(own))
                .run(context -> assertThat(context)
                        .hasSingleBean(ActorsEndpoint.class)
                        .hasSingleBean(NodesEndpoint.class)
                        .hasSingleBean(ActorsInfoContributor.class)
                        .doesNotHaveBean("actorsEndpoint"));
    }
}
