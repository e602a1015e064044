package dev.microkernel.spring.test;

import dev.microkernel.spring.Actor;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of an application's actors alone, on the test's thread and on virtual time. Of the application's components it has the
 * {@link Actor} beans, or some of them, and the beans that customise actors and codecs; nothing opens a port or starts a thread
 * for actors.
 *
 * <p>The test injects the {@code SimulatedSystem}, which lets actors run ({@code settle}) and time pass ({@code advance}), and
 * the references that it tells. What an actor needs besides, such as the references of others, are beans of the test: a {@code
 * Probe} for an actor, or what {@code @MockitoBean} makes for the rest. Methods of {@code @ActorClient}s that wait would wait for
 * ever: time stands still while they do.
 *
 * <p>The order of turns follows from the seed. The actors live as long as the context: between tests that must not see what
 * others did, {@code @DirtiesContext} stands.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@BootstrapWith(ActorTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(ActorTypeExcludeFilter.class)
@ImportAutoConfiguration
public @interface ActorTest {

    /** The actor classes; all that are found if none is named. */
    Class<?>[] value() default {};

    /** Properties of the environment, as key=value. */
    String[] properties() default {};

    /** What decides the order of turns. */
    long seed() default 1;

    /** Whether {@link Actor} beans and what customises them are there at all. */
    boolean useDefaultFilters() default true;

    /** Further components to have. */
    Filter[] includeFilters() default {};

    /** Components not to have. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations to leave out. */
    Class<?>[] excludeAutoConfiguration() default {};
}
