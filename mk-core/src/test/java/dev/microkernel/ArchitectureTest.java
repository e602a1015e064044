package dev.microkernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/** Holds the floors: each package may use those below it and none above. */
@AnalyzeClasses(packages = "dev.microkernel", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule floors = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("time")
            .definedBy("dev.microkernel.time..")
            .layer("wire")
            .definedBy("dev.microkernel.wire..")
            .layer("codec")
            .definedBy("dev.microkernel.codec..")
            .layer("mailbox")
            .definedBy("dev.microkernel.mailbox..")
            .layer("dispatch")
            .definedBy("dev.microkernel.dispatch..")
            .layer("actor")
            .definedBy("dev.microkernel.actor..")
            .layer("supervision")
            .definedBy("dev.microkernel.supervision..")
            .layer("log")
            .definedBy("dev.microkernel.log..")
            .layer("cell")
            .definedBy("dev.microkernel.cell..")
            .layer("remote")
            .definedBy("dev.microkernel.remote..")
            .layer("state")
            .definedBy("dev.microkernel.state..")
            .layer("wasm.engine")
            .definedBy("dev.microkernel.wasm.engine..")
            .layer("wasm")
            .definedBy("dev.microkernel.wasm")
            .layer("net")
            .definedBy("dev.microkernel.net..")
            .layer("system")
            .definedBy("dev.microkernel.system..")
            .layer("simulation")
            .definedBy("dev.microkernel.simulation..")
            .layer("testkit")
            .definedBy("dev.microkernel.testkit..")
            .whereLayer("time")
            .mayNotAccessAnyLayer()
            .whereLayer("wire")
            .mayNotAccessAnyLayer()
            .whereLayer("codec")
            .mayOnlyAccessLayers("wire")
            .whereLayer("mailbox")
            .mayNotAccessAnyLayer()
            .whereLayer("dispatch")
            .mayOnlyAccessLayers("time", "mailbox")
            .whereLayer("actor")
            .mayOnlyAccessLayers("time", "codec", "mailbox", "wire")
            .whereLayer("supervision")
            .mayOnlyAccessLayers("actor")
            .whereLayer("log")
            .mayOnlyAccessLayers("time", "codec", "actor")
            .whereLayer("cell")
            .mayOnlyAccessLayers("time", "wire", "codec", "mailbox", "dispatch", "actor")
            .whereLayer("remote")
            .mayOnlyAccessLayers("time", "wire", "codec", "mailbox", "dispatch", "actor", "cell")
            .whereLayer("state")
            .mayOnlyAccessLayers("codec")
            .whereLayer("wasm.engine")
            .mayNotAccessAnyLayer()
            .whereLayer("wasm")
            .mayOnlyAccessLayers("time", "codec", "mailbox", "dispatch", "actor", "cell", "state", "net", "wasm.engine")
            .whereLayer("net")
            .mayOnlyAccessLayers("time", "mailbox", "actor", "cell")
            .whereLayer("simulation")
            .mayOnlyAccessLayers("system")
            .whereLayer("testkit")
            .mayOnlyAccessLayers("time", "wire", "mailbox", "actor", "system")
            .because("a floor that is built on a higher one cannot be understood, or replaced, without it");

    @ArchTest
    static final ArchRule onlyTimeReadsTheClock = noClasses()
            .that()
            .resideOutsideOfPackages("dev.microkernel.time..", "dev.microkernel.dispatch..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .because("a simulated system lives on virtual time only");

    @ArchTest
    static final ArchRule onlyTheEngineKnowsTheEngine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.microkernel.wasm.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.dylibso..")
            .because("the engine can be replaced then, by its fork for one");

    @ArchTest
    static final ArchRule onlyLinksAndSocketsEncrypt = noClasses()
            .that()
            .resideOutsideOfPackages("dev.microkernel.remote..", "dev.microkernel.net..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("javax.net.ssl..")
            .because("what protects a link or a connection is nobody else's concern");

    @ArchTest
    static final ArchRule noSpringInTheCore = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..")
            .because("mk-core is plain Java");
}
