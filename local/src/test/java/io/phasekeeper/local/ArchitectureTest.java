package io.phasekeeper.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The house's walls: who may see whom. This module sees all the others, so they are checked here.
 */
@AnalyzeClasses(packages = "io.phasekeeper", importOptions = ArchitectureTest.WithoutTests.class)
final class ArchitectureTest {
  private static final String[] ADAPTERS_AND_ABOVE = {
    "io.phasekeeper.google..",
    "io.phasekeeper.embedded..",
    "io.phasekeeper.orchestrator..",
    "io.phasekeeper.sweep..",
    "io.phasekeeper.cleanup..",
    "io.phasekeeper.datamonitor..",
    "io.phasekeeper.selfheal..",
    "io.phasekeeper.statuspage..",
    "io.phasekeeper.local.."
  };

  private static final DescribedPredicate<JavaClass> GOOGLE_CLIENT =
      JavaClass.Predicates.resideInAnyPackage(
              "com.google.cloud..", "com.google.api..", "com.google.auth..", "io.grpc..")
          .and(
              DescribedPredicate.not(
                  JavaClass.Predicates.resideInAPackage("com.google.cloud.functions..")))
          .as("are Google's client libraries");

  @ArchTest
  static final ArchRule onlyTheGoogleAdaptersSeeGooglesClients =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.phasekeeper.google..", "io.phasekeeper.local.bench.bare..")
          .should()
          .dependOnClassesThat(GOOGLE_CLIENT);

  @ArchTest
  static final ArchRule onlyEntryPointsAndTheRuntimeSeeTheFunctionsFramework =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.phasekeeper.orchestrator..",
              "io.phasekeeper.sweep..",
              "io.phasekeeper.cleanup..",
              "io.phasekeeper.datamonitor..",
              "io.phasekeeper.selfheal..",
              "io.phasekeeper.statuspage..",
              "io.phasekeeper.local..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.cloud.functions..");

  @ArchTest
  static final ArchRule onlyTheEmbeddedAdaptersSeeDatabases =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.phasekeeper.embedded..", "io.phasekeeper.local.bench.bare..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.h2..", "org.duckdb..");

  @ArchTest
  static final ArchRule theDomainSeesNothingButTheJdkAndItsFewLibraries =
      classes()
          .that()
          .resideOutsideOfPackages(ADAPTERS_AND_ABOVE)
          .should()
          .onlyDependOnClassesThat(
              JavaClass.Predicates.resideInAnyPackage(
                      "io.phasekeeper..",
                      "java..",
                      "javax.crypto..",
                      "org.jspecify.annotations..",
                      "com.google.errorprone.annotations..",
                      "com.google.gson..",
                      "org.snakeyaml.engine..",
                      "com.cronutils..",
                      "dev.harrel.jsonschema..",
                      "io.cloudevents..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAnyPackage(ADAPTERS_AND_ABOVE))))
          .as("the domain sees only the JDK, its declared libraries and itself");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.phasekeeper.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesAreNamedAfterIdeas =
      noClasses()
          .should()
          .resideInAnyPackage(
              "..util..",
              "..utils..",
              "..common..",
              "..impl..",
              "..dto..",
              "..service..",
              "..helper..");

  @ArchTest
  static final ArchRule classesAreNamedAfterWhatTheyAre =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameStartingWith("Abstract");

  /** Leaves test classes out, those of core's test-jar too. */
  static final class WithoutTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/") && !location.contains("-tests.jar");
    }
  }
}
