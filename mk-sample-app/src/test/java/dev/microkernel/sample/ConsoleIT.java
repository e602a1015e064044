package dev.microkernel.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;

/** The page in a real browser. */
class ConsoleIT {

    @Test
    void showsDevicesLiveAndPingsThem(@TempDir Path profile) throws IOException {
        Chromium.assumeItIsThere();
        try (var controller = RunningController.start()) {
            var browser = Chromium.start(profile);
            try {
                browser.get(controller.uri("/").toString());
                await(
                        "three devices",
                        () -> browser.findElements(By.cssSelector(".online")).size() == 3);
                assertThat(text(browser, "tbody tr:nth-child(3)")).startsWith("kitchen 11 online");
                await("the stream is live", () -> text(browser, "#stream").equals("live"));
                var readAt = text(browser, "tbody tr:nth-child(3) td:nth-child(5)");
                await(
                        "a newer reading",
                        () -> !text(browser, "tbody tr:nth-child(3) td:nth-child(5)")
                                .equals(readAt));

                var ping = browser.findElement(By.cssSelector("tbody tr:nth-child(3) button"));
                ping.click();
                await("the ping's answer", () -> ping.getText().endsWith(" ms"));

                showsWhatADeviceCallsItselfAsText(browser, controller);
                await(
                        "it is gone",
                        () -> browser.findElements(By.cssSelector(".gone")).size() == 1);
                Files.write(Path.of("target/console.png"), browser.getScreenshotAs(OutputType.BYTES));
            } finally {
                browser.quit();
            }
        }
    }

    private static void showsWhatADeviceCallsItselfAsText(ChromeDriver browser, RunningController controller)
            throws IOException {
        try (var hostile = new Socket(InetAddress.getLoopbackAddress(), controller.nodePort())) {
            hostile.getOutputStream().write(hello(1, "<img src=x onerror=alert()>"));
            await(
                    "a fourth device",
                    () -> browser.findElements(By.cssSelector("tbody tr")).size() == 4);
            assertThat(browser.findElements(By.cssSelector("tbody tr td:first-child")))
                    .extracting(WebElement::getText)
                    .contains("<img src=x onerror=alert()>");
            assertThat(browser.findElements(By.tagName("img"))).isEmpty();
        }
    }

    private static String text(ChromeDriver browser, String selector) {
        return browser.findElement(By.cssSelector(selector)).getText();
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(RunningController.PATIENCE).until(condition);
    }

    private static byte[] hello(int nodeId, String identity) {
        return ByteBuffer.allocate(40)
                .putInt(0x4D4B3031)
                .putInt(nodeId)
                .put(identity.getBytes(StandardCharsets.UTF_8))
                .array();
    }
}
