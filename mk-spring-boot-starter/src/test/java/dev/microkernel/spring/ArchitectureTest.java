package dev.microkernel.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Configuration wires the rest together, and nothing knows of it. */
@AnalyzeClasses(packages = "dev.microkernel.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule nothingDependsOnConfiguration = noClasses()
            .that()
            .resideOutsideOfPackage("dev.microkernel.spring.autoconfigure..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.microkernel.spring.autoconfigure..");

    @ArchTest
    static final ArchRule noCircles =
            slices().matching("dev.microkernel.(spring.*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyWhatTheCoreExports = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.microkernel.cell..", "dev.microkernel.dispatch..", "dev.microkernel.remote.link..")
            .because("those packages are the core's own and may change at any time");
}
