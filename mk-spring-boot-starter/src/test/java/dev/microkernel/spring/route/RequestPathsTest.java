package dev.microkernel.spring.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The paths of declared routes. */
class RequestPathsTest {

    @Test
    void eachOfTheClassGoesWithEachOfTheMethod() {
        assertThat(RequestPaths.combined(new String[] {"/a", "b"}, new String[] {"x", "/y/{z}"}, path -> path))
                .containsExactly("/a/x", "/a/y/{z}", "/b/x", "/b/y/{z}");
        assertThat(RequestPaths.combined(new String[0], new String[] {"/x"}, path -> path))
                .containsExactly("/x");
        assertThat(RequestPaths.combined(new String[] {"/a"}, new String[0], path -> path))
                .containsExactly("/a");
    }

    @Test
    void variablesAreFoundWhateverTheyMayMatch() {
        assertThat(RequestPaths.variables("/a/{b}/{c:[0-9]{2,3}}/{*rest}")).containsExactly("b", "c", "rest");
        assertThat(RequestPaths.variables("/plain")).isEmpty();
    }
}
