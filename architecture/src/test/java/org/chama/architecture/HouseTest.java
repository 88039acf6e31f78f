package org.chama.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules of the house. Each module is three lines; each rule says why. */
class HouseTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.chama");

    @TestFactory
    Stream<DynamicTest> everyRuleHolds() {
        return Stream.of(HouseTest.class.getDeclaredFields())
                .filter(field -> field.getType() == ArchRule.class)
                .map(field ->
                        DynamicTest.dynamicTest(field.getName(), () -> ((ArchRule) field.get(null)).check(HOUSE)));
    }

    private static ArchRule onlySees(String module, String... others) {
        String[] allowed = new String[others.length + 2];
        System.arraycopy(others, 0, allowed, 0, others.length);
        allowed[others.length] = "org.chama." + module + "..";
        allowed[others.length + 1] = "org.chama.api..";
        DescribedPredicate<JavaClass> stranger = resideInAPackage("org.chama..").and(not(resideInAnyPackage(allowed)));
        return noClasses()
                .that()
                .resideInAPackage("org.chama." + module + "..")
                .should()
                .dependOnClassesThat(stranger)
                .because("services see each other only through chama-api: any of them can be replaced alone");
    }

    static final ArchRule api = onlySees("api");

    static final ArchRule codes = onlySees("codes");

    static final ArchRule formats = onlySees("formats");

    static final ArchRule crypto = onlySees("crypto");

    static final ArchRule database = onlySees("database");

    static final ArchRule ledger = onlySees("ledger");

    static final ArchRule notices = onlySees("notices");

    static final ArchRule directory = onlySees("directory", "org.chama.codes..");

    static final ArchRule deploy = onlySees("deploy");

    static final ArchRule statute = onlySees("statute");

    static final ArchRule store = onlySees("store", "org.chama.formats..");

    static final ArchRule broker = onlySees("broker");

    static final ArchRule desensitization = onlySees("desensitization", "org.chama.codes..");

    static final ArchRule hub = onlySees("hub", "org.chama.formats..", "org.chama.codes..");

    static final ArchRule camel = onlySees("camel");

    static final ArchRule rest = onlySees("rest", "org.chama.codes..");

    static final ArchRule console = onlySees("console");

    static final ArchRule connectors = onlySees("connector", "org.chama.camel");

    static final ArchRule apiIsWordsOnly = noClasses()
            .that()
            .resideInAPackage("org.chama.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache..", "jakarta..", "com..", "org.slf4j..")
            .because("chama-api is read by everybody and must not bring a library along");

    static final ArchRule camelStaysInItsRoom = noClasses()
            .that()
            .resideInAPackage("org.chama..")
            .and()
            .resideOutsideOfPackages("org.chama.camel..", "org.chama.connector..", "org.chama.example..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")
            .because("Camel orchestrates once per file or call; nothing else may know it");

    static final ArchRule takeIntakeAndReleaseMeetOnlyInTheDatabase = slices().matching("org.chama.hub.(*)..")
            .should()
            .beFreeOfCycles()
            .because("data flows one way: what comes later never calls back");

    static final ArchRule noNamesThatSayNothing = noClasses()
            .that()
            .resideInAPackage("org.chama..")
            .should()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Processor")
            .because("one word, one thing: a name says what the thing is");

    static final ArchRule noSecurityProviderIsInstalled = noClasses()
            .that()
            .resideInAPackage("org.chama..")
            .should()
            .callMethod(java.security.Security.class, "addProvider", java.security.Provider.class)
            .because("a provider installed for the whole JVM outlives the bundle that brought it");

    static final ArchRule noOldNamespaces = noClasses()
            .that()
            .resideInAPackage("org.chama..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.servlet..", "javax.jms..", "javax.xml.ws..", "javax.ws.rs..")
            .because("the platform speaks the jakarta namespace");

    static final ArchRule componentsAreFinal = classes()
            .that()
            .areAnnotatedWith("org.osgi.service.component.annotations.Component")
            .should()
            .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
            .allowEmptyShould(true)
            .because("construct, then never change: nobody extends a component");
}
