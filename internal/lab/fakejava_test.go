//go:build unix

package lab

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// fakeJava is a release and a Java that is a shell script, so that what the lab
// does with processes is tested without Kafka. $class is the main class that
// it is asked to run.
func fakeJava(t *testing.T, script string) {
	t.Helper()
	home, kafka := t.TempDir(), t.TempDir()
	text := "#!/bin/sh\nfor a; do case $a in kafka.*) class=$a;; esac; done\n" + script
	if err := os.MkdirAll(filepath.Join(home, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "bin", "java"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	fill(t, filepath.Join(kafka, "libs"), "kafka_2.13-4.3.1.jar")
	t.Setenv("JAVA_HOME", home)
	t.Setenv("KAFKA_HOME", kafka)
	t.Setenv("BREAKWATER_CACHE", t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
}

// fakeCluster is prepared and not started.
func fakeCluster(t *testing.T, script string, o Options) *Cluster {
	t.Helper()
	fakeJava(t, script)
	o, err := o.complete()
	if err != nil {
		t.Fatal(err)
	}
	o.noArchive = true
	c := &Cluster{options: o}
	t.Cleanup(func() { c.Close() })
	if err := c.prepare(within(t, 20*time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

// temporaries is what lies in the folder for temporary files.
func temporaries(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(os.TempDir(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}
