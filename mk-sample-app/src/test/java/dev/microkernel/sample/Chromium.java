package dev.microkernel.sample;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium, without a window and without a network beyond loopback. */
final class Chromium {

    private static final Path BINARY = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private Chromium() {}

    /** Skips the test on a machine without it, unless {@code mk.browser.required}. */
    static void assumeItIsThere() {
        if (!Boolean.getBoolean("mk.browser.required")) {
            assumeTrue(Files.isExecutable(BINARY) && Files.isExecutable(DRIVER), "chromium and its driver are missing");
        }
    }

    static ChromeDriver start(Path profile) {
        var options = new ChromeOptions();
        options.setBinary(BINARY.toFile());
        options.addArguments(List.of(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=900,560",
                "--user-data-dir=" + profile));
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(DRIVER.toString()))
                .build();
        return new ChromeDriver(service, options);
    }
}
