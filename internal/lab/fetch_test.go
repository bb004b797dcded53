//go:build unix

package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeMaven puts a script named mvn on the PATH, in which $out is the folder
// for the jars and $pom the file that names what is wanted. It returns the
// cache, and a file that has one line for each run.
func fakeMaven(t *testing.T, script string) (cache, runs string) {
	t.Helper()
	bin, cache := t.TempDir(), t.TempDir()
	runs = filepath.Join(bin, "runs")
	text := "#!/bin/sh\nfor a; do case $a in -DoutputDirectory=*) out=${a#*=};; esac; done\npom=$4\necho run >>" + runs + "\n" + script
	if err := os.WriteFile(filepath.Join(bin, "mvn"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("BREAKWATER_CACHE", cache)
	t.Setenv("KAFKA_HOME", "")
	return cache, runs
}

const bringsAll = `mkdir -p "$out"; touch "$out/slf4j-simple-1.7.36.jar"
grep -q 'kafka_2.13</artifactId><version>4.3.1<' "$pom" && touch "$out/kafka_2.13-4.3.1.jar" "$out/kafka-clients-4.3.1.jar"
exit 0
`

func TestFetchPutsAReleaseIntoTheCacheOnce(t *testing.T) {
	cache, runs := fakeMaven(t, bringsAll)
	var log bytes.Buffer
	for range 2 {
		dir, err := Fetch(t.Context(), "4.3", &log)
		if err != nil || dir != filepath.Join(cache, "kafka-node", "4.3.1") {
			t.Fatalf("%s, %v", dir, err)
		}
		if rel, err := readRelease(dir); err != nil || len(rel.jars) != 3 {
			t.Errorf("%v, %v", rel.jars, err)
		}
	}
	if text, _ := os.ReadFile(runs); string(text) != "run\n" {
		t.Errorf("Maven was asked %q", text)
	}
	if got := log.String(); got != "fetching Kafka 4.3.1 from Maven Central (once)\n" {
		t.Errorf("told %q", got)
	}
}

func TestManyCallersFetchOnce(t *testing.T) {
	_, runs := fakeMaven(t, bringsAll)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			dir, err := Fetch(t.Context(), "4.3.1", nil)
			if err != nil || !exists(filepath.Join(dir, "kafka-clients-4.3.1.jar")) {
				t.Errorf("%s, %v", dir, err)
			}
		})
	}
	all.Wait()
	if text, _ := os.ReadFile(runs); string(text) != "run\n" {
		t.Errorf("Maven was asked %q", text)
	}
}

func TestJarsThatAreThereAreNotFetchedAgain(t *testing.T) {
	cache, _ := fakeMaven(t, bringsAll+`grep -q kafka_2.13 "$pom" && exit 1; exit 0`)
	known := filepath.Join(cache, "kafka", "4.1.2")
	fill(t, known, "kafka_2.13-4.1.2.jar")
	dir, err := Fetch(t.Context(), "4.1", nil)
	if err != nil {
		t.Fatal(err)
	}
	a, aerr := os.Stat(filepath.Join(known, "kafka_2.13-4.1.2.jar"))
	b, berr := os.Stat(filepath.Join(dir, "kafka_2.13-4.1.2.jar"))
	if aerr != nil || berr != nil || !os.SameFile(a, b) {
		t.Errorf("the jar lies on the disk twice: %v, %v", aerr, berr)
	}
	if !exists(filepath.Join(dir, loggingBinding)) {
		t.Error("there is no logging binding")
	}
}

func TestAFetchIsWholeOrNotAtAll(t *testing.T) {
	for name, script := range map[string]string{
		"no broker": "mkdir -p $out; touch $out/slf4j-simple-1.7.36.jar; exit 0",
		"no logger": "mkdir -p $out; touch $out/kafka_2.13-4.3.1.jar; exit 0",
		"nothing":   "exit 0",
	} {
		t.Run(name, func(t *testing.T) {
			cache, _ := fakeMaven(t, script)
			if dir, err := Fetch(t.Context(), "", nil); err == nil {
				t.Errorf("there is %s", dir)
			}
			left, err := os.ReadDir(filepath.Join(cache, "kafka-node"))
			if err != nil || len(left) != 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestAFetchEndsWithItsContext(t *testing.T) {
	_, runs := fakeMaven(t, "echo no network >&2; exit 1")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := Fetch(ctx, "", nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if text, _ := os.ReadFile(runs); len(text) == 0 {
		t.Error("Maven was not asked")
	}
}

func TestWithoutMavenTheWayOutIsTold(t *testing.T) {
	fakeMaven(t, "")
	t.Setenv("PATH", t.TempDir())
	_, err := Fetch(t.Context(), "", nil)
	if err == nil || !strings.Contains(err.Error(), "apt install maven") || !strings.Contains(err.Error(), "KAFKA_HOME") {
		t.Errorf("%v", err)
	}
}

func TestTheCacheIsThatOfTheCatalogue(t *testing.T) {
	t.Setenv("BREAKWATER_CACHE", "/some/where")
	if root, err := cacheRoot(); root != "/some/where" || err != nil {
		t.Errorf("%s, %v", root, err)
	}
	t.Setenv("BREAKWATER_CACHE", "")
	t.Setenv("HOME", "/home/me")
	if root, err := cacheRoot(); root != "/home/me/.cache/breakwater" || err != nil {
		t.Errorf("%s, %v", root, err)
	}
}

func TestALockKeepsOthersOutUntilItIsGivenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub", ".lock")
	unlock, err := tryLock(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tryLock(path); !errors.Is(err, errBusy) {
		t.Errorf("a second lock: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := lock(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting for it: %v", err)
	}
	unlock()
	if unlock, err = lock(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	unlock()
}
