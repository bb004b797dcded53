//go:build unix

package lab

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFetchToolsFetchesOneJar beside those of the release, and once.
func TestFetchToolsFetchesOneJar(t *testing.T) {
	cache, runs := fakeMaven(t, `mkdir -p "$out"
if grep -q kafka-tools "$pom"; then touch "$out/kafka-tools-4.3.1.jar"; for a; do [ "$a" = -DexcludeTransitive=true ] && exit 0; done; exit 1; fi
touch "$out/kafka-tools-api-4.3.1.jar"
`+bringsAll)
	var log bytes.Buffer
	for range 2 {
		path, err := FetchTools(t.Context(), "4.3", &log)
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.Split(path, string(os.PathListSeparator))
		if tools := filepath.Join(cache, "kafka-tools", "4.3.1", "*"); len(parts) != 5 || parts[4] != tools {
			t.Errorf("the class path is %s", path)
		}
	}
	if text, _ := os.ReadFile(runs); string(text) != "run\nrun\n" {
		t.Errorf("Maven was asked %q", text)
	}
	if got := log.String(); !strings.HasSuffix(got, "fetching the tools of Kafka 4.3.1 from Maven Central (once)\n") {
		t.Errorf("told %q", got)
	}
}

// TestAReleaseHasItsTools: that of a user is a whole one.
func TestAReleaseHasItsTools(t *testing.T) {
	home := t.TempDir()
	fill(t, filepath.Join(home, "libs"), "kafka_2.13-4.3.1.jar", "kafka-tools-4.3.1.jar", "kafka-tools-api-4.3.1.jar")
	t.Setenv("KAFKA_HOME", home)
	path, err := FetchTools(t.Context(), "", nil)
	if err != nil || strings.Count(path, "kafka-tools-4.3.1.jar") != 1 || strings.Contains(path, "*") {
		t.Errorf("%s, %v", path, err)
	}
}

func TestWithoutMavenThereAreNoTools(t *testing.T) {
	cache, _ := fakeMaven(t, bringsAll)
	if _, err := Fetch(t.Context(), "4.3", nil); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", "/nowhere")
	if _, err := FetchTools(t.Context(), "4.3", nil); err == nil || !strings.Contains(err.Error(), "maven (mvn) is needed") {
		t.Errorf("%v", err)
	}
	if exists(filepath.Join(cache, "kafka-tools", "4.3.1")) {
		t.Error("a folder is left without the jar")
	}
}
