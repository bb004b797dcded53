package lab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestJavaIsFoundOrTheWayToItTold(t *testing.T) {
	home := t.TempDir()
	fill(t, filepath.Join(home, "bin"), "java")
	t.Setenv("JAVA_HOME", home)
	if java, err := findJava(); err != nil || java != filepath.Join(home, "bin", "java") {
		t.Errorf("%s, %v", java, err)
	}
	t.Setenv("JAVA_HOME", t.TempDir())
	if java, err := findJava(); err == nil || !strings.Contains(err.Error(), "no bin/java in it") {
		t.Errorf("%s, %v", java, err)
	}
	t.Setenv("JAVA_HOME", "")
	t.Setenv("PATH", t.TempDir())
	if java, err := findJava(); err == nil || !strings.Contains(err.Error(), "install Java 17") {
		t.Errorf("%s, %v", java, err)
	}
	if _, err := Start(t.Context(), Options{}); err == nil || !strings.Contains(err.Error(), "install Java 17") {
		t.Errorf("a start without Java: %v", err)
	}
}

func TestTheCommandLine(t *testing.T) {
	c := drawn(t, "4.3.1", Options{})
	c.java, c.archive = "/j/java", "/cache/classes.jsa"
	c.release.jars = []string{"/k/a.jar", "/k/b.jar"}
	got := c.Node(1).command([]string{"-Dextra=1"}, "kafka.Kafka", "/lab/node-1/server.properties")
	for _, want := range []string{"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:SharedArchiveFile=/cache/classes.jsa", "-Dextra=1"} {
		if !slices.Contains(got, want) {
			t.Errorf("%v has no %s", got, want)
		}
	}
	if tail := strings.Join(got[len(got)-4:], " "); got[0] != "/j/java" || tail != "-cp /k/a.jar:/k/b.jar kafka.Kafka /lab/node-1/server.properties" {
		t.Errorf("%v", got)
	}
}

func TestAReleaseAtHomeLogsByItsOwnMeans(t *testing.T) {
	for version, want := range map[string]string{
		"3.9.2": "-Dlog4j.configuration=file:", "4.0.0": "-Dlog4j2.configurationFile=", "4.3.1": "-Dlog4j2.configurationFile=",
	} {
		c := drawn(t, version, Options{})
		c.dir, c.release.home = t.TempDir(), true
		if err := c.makeFolders(); err != nil {
			t.Fatal(err)
		}
		flags := c.Node(1).logFlags()
		path, ok := strings.CutPrefix(flags[0], want)
		text, err := os.ReadFile(path)
		if !ok || err != nil || !strings.Contains(string(text), "System.err") && !strings.Contains(string(text), "SYSTEM_ERR") {
			t.Errorf("%s: %v, %q, %v", version, flags, text, err)
		}
	}
}

func TestAFailedStartIsExplainedByItsLog(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	if got := explain(log, "4.3.1"); got != "it printed nothing" {
		t.Error(got)
	}
	write := func(text string) {
		if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(strings.Repeat("noise\n", 1000) + "the reason\n")
	if got := explain(log, "4.3.1"); !strings.HasSuffix(got, "noise\nthe reason") || strings.Count(got, "\n") != 15 {
		t.Error(got)
	}
	write("java.lang.UnsupportedClassVersionError: kafka/Kafka has been compiled by …\n\tat x\n")
	if got := explain(log, "4.3.1"); !strings.Contains(got, "Kafka 4.3.1 needs a newer Java") {
		t.Error(got)
	}
}
