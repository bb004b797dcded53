package build

import "testing"

const pomHead = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
<dependencies>
`

const clients = "org.apache.kafka:kafka-clients"

func TestPOM(t *testing.T) {
	dependency := func(version string) string {
		return "<dependency>\n  <groupId>org.apache.kafka</groupId>\n  <artifactId> kafka-clients </artifactId>\n" + version + "</dependency>\n"
	}
	whole := func(version, after string) string {
		return pomHead + dependency(version) + "</dependencies>\n" + after + "</project>\n"
	}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a version":            {whole("  <version>3.9.0</version>\n", ""), []string{clients + " 3.9.0 7:12"}},
		"on a line of its own": {whole("<version>\n   3.9.0\n</version>", ""), []string{clients + " 3.9.0 8:4"}},
		"behind others":        {whole("<scope>é</scope><version>3.9.0</version>", ""), []string{clients + " 3.9.0 7:26"}},
		"a property": {whole("<version>${kafka.version}</version>\n", "<properties>\n<kafka.version>3.9.0</kafka.version></properties>\n"),
			[]string{clients + " 3.9.0 11:16"}},
		"a property of nobody": {whole("<version>${kafka.version}</version>\n", ""),
			[]string{clients + " ${kafka.version} 7:10 (the property ${kafka.version} is not in this file)"}},
		"a property of a property": {whole("<version>${v}</version>\n", "<properties><v>${w}</v></properties>"),
			[]string{clients + " ${v} 7:10 (the property ${v} is not in this file)"}},
		"put together":            {whole("<version>3.${minor}.0</version>", ""), []string{clients + " 3.${minor}.0 7:10 (3.${minor}.0 is put together when the program is built)"}},
		"a range":                 {whole("<version>[3.0,4.0)</version>", ""), []string{clients + " [3.0,4.0) 7:10 ([3.0,4.0) names no single version: Maven chooses one when the program is built)"}},
		"the latest":              {whole("<version>LATEST</version>", ""), []string{clients + " LATEST 7:10 (LATEST names no single version: Maven chooses one when the program is built)"}},
		"the parent's":            {whole("", ""), []string{"none"}},
		"an exclusion":            {pomHead + "<dependency><groupId>a</groupId><artifactId>b</artifactId><version>1.0</version><exclusions><exclusion><groupId>org.apache.kafka</groupId><artifactId>kafka-clients</artifactId></exclusion></exclusions></dependency></dependencies></project>", []string{"none"}},
		"managed":                 {"<project><dependencyManagement><dependencies>" + dependency("<version>4.0.0</version>") + "</dependencies></dependencyManagement></project>", []string{clients + " 4.0.0 4:10"}},
		"two":                     {pomHead + dependency("<version>3.9.0</version>") + "<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-streams</artifactId><version>4.1.0</version></dependency></dependencies></project>", []string{clients + " 3.9.0 7:10", "org.apache.kafka:kafka-streams 4.1.0 8:95"}},
		"the server":              {pomHead + "<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>3.9.0</version></dependency></dependencies></project>", []string{"none"}},
		"Latin-1":                 {"<?xml version='1.0' encoding='ISO-8859-1'?>\n<project><name>\xe9</name><dependencies>" + dependency("<version>3.9.0</version>") + "</dependencies></project>", []string{clients + " 3.9.0 5:10"}},
		"broken":                  {pomHead + "<dependency>\n</dependencies>", []string{"5:16 is not a valid pom.xml: element <dependency> closed by </dependencies>"}},
		"cut":                     {"<project><dependency>", []string{"1:22 is not a valid pom.xml: unexpected EOF"}},
		"a comment in the middle": {whole("<version>3.<!-- c -->9.1</version>", ""), []string{clients + " 3. 9.1 7:10 (3. 9.1 stands in several parts)"}},
		"twice":                   {whole("<version>3.9.1</version><version>3.9.2</version>", ""), []string{clients + " 3.9.1 3.9.2 7:10 (3.9.1 3.9.2 stands in several parts)"}},
		"a comment in the middle of a property": {whole("<version>${v}</version>\n", "<properties><v>3.<!-- c -->9.1</v></properties>"),
			[]string{clients + " 3. 9.1 10:16 (3. 9.1 stands in several parts)"}},
		"a profile's property": {whole("<version>${v}</version>\n", "<properties><v>3.9.2</v></properties><profiles><profile><properties><v>3.9.1</v></properties></profile></profiles>"),
			[]string{clients + " ${v} 7:10 (a profile sets the property ${v}, and which profiles hold is decided when the program is built)"}},
		"a profile's other property": {whole("<version>${v}</version>\n", "<properties><v>3.9.2</v></properties><profiles><profile><properties><w>3.9.1</w></properties></profile></profiles>"),
			[]string{clients + " 3.9.2 10:16"}},
		"a comment within": {whole("<version><!-- old -->3.9.0</version>", ""), []string{clients + " 3.9.0 7:22"}},
	} {
		t.Run(name, func(t *testing.T) { holds(t, "pom.xml", c.text, c.want...) })
	}
}

func TestGradleLock(t *testing.T) {
	holds(t, "gradle.lockfile", "# This is a Gradle generated file\r\ncom.a:b:1.0=x\r\norg.apache.kafka:kafka-clients:3.9.0=compileClasspath,runtimeClasspath\r\nempty=annotationProcessor\n",
		clients+" 3.9.0 3:32")
	holds(t, "gradle.lockfile", "org.apache.kafka:kafka-clients=x\norg.apache.kafka:kafka-clients:=x\norg.apache.kafka:kafka-clients:3.9.0\n", "none")
}
