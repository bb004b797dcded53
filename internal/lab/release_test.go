package lab

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// jarsIn makes a folder with empty files of these names.
func jarsIn(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	fill(t, dir, names...)
	return dir
}

func fill(t *testing.T, dir string, names ...string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if err := os.WriteFile(filepath.Join(dir, n), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheBrokersJarNamesTheVersion(t *testing.T) {
	for name, want := range map[string]string{
		"kafka_2.13-4.3.1.jar": "4.3.1", "kafka_2.12-3.9.0.jar": "3.9.0",
		"kafka_2.13-4.4.0-SNAPSHOT.jar": "4.4.0-SNAPSHOT", "kafka_2.13-4.4.0-rc1.jar": "4.4.0-rc1",
	} {
		rel, err := readRelease(jarsIn(t, "zstd.jar", name, "kafka-clients-9.9.9.jar", "kafka_2.13-8.8.8-sources.jar", "notes.txt"))
		if err != nil || rel.version != want {
			t.Errorf("%s is version %q, %v", name, rel.version, err)
		}
	}
	if _, err := readRelease(jarsIn(t, "kafka-clients-4.3.1.jar")); err == nil {
		t.Error("a folder without a broker is no release")
	}
	if _, err := readRelease(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there is no release")
	}
}

func TestTheClassPathIsEveryJarInOrder(t *testing.T) {
	dir := jarsIn(t, "b.jar", "kafka_2.13-4.3.1.jar", "a.jar", "README")
	rel, err := readRelease(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := dir + "/a.jar:" + dir + "/b.jar:" + dir + "/kafka_2.13-4.3.1.jar"
	if got := rel.classPath(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestKafkaHomeWins(t *testing.T) {
	home := t.TempDir()
	fill(t, filepath.Join(home, "libs"), "kafka_2.13-4.1.0.jar")
	t.Setenv("KAFKA_HOME", home)
	t.Setenv("PATH", "") // neither Maven nor the network is asked
	for _, asked := range []string{"", "4.1", "4.1.0"} {
		dir, err := Fetch(t.Context(), asked, nil)
		if err != nil || dir != filepath.Join(home, "libs") {
			t.Errorf("asked for %q: %s, %v", asked, dir, err)
		}
	}
	for _, asked := range []string{"4.3", "4.1.2", "4.10", "4.1.00"} {
		_, err := Fetch(t.Context(), asked, nil)
		if err == nil || !strings.Contains(err.Error(), "KAFKA_HOME holds Kafka 4.1.0, but "+asked) {
			t.Errorf("asked for %q: %v", asked, err)
		}
	}
	t.Setenv("KAFKA_HOME", t.TempDir())
	if _, err := Fetch(t.Context(), "", nil); err == nil || !strings.Contains(err.Error(), "no unpacked Kafka release") {
		t.Errorf("an empty KAFKA_HOME: %v", err)
	}
}
