package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// loggingBinding is what prints the log of a node. Kafka's own releases bring
// one, its Maven artefacts do not.
const loggingBinding = "slf4j-simple-1.7.36.jar"

// Fetch returns the folder that holds the jars of one Kafka version, ready for
// a class path, and has Maven fetch what is not in the cache. The cache is
// $BREAKWATER_CACHE, else ~/.cache/breakwater; a folder appears there whole or
// not at all, and callers in several processes may overlap. Where KAFKA_HOME
// is set, the folder is its libs. What takes long is told to log, which may
// be nil.
func Fetch(ctx context.Context, version string, log io.Writer) (dir string, err error) {
	rel, err := find(ctx, version, log)
	return rel.dir, err
}

// cacheRoot is the folder that keeps what is made once: the one that
// tools/cataloggen/jars.sh uses.
func cacheRoot() (string, error) {
	if root := os.Getenv("BREAKWATER_CACHE"); root != "" {
		return filepath.Abs(root)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("there is no place for the cache: set BREAKWATER_CACHE: %w", err)
	}
	return filepath.Join(home, ".cache", "breakwater"), nil
}

func fetch(ctx context.Context, version string, log io.Writer) (string, error) {
	root, err := cacheRoot()
	if err != nil {
		return "", err
	}
	return once(ctx, root, filepath.Join("kafka-node", version), func(work, jars string) error {
		return gather(ctx, filepath.Join(root, "kafka", version), work, jars, version, log)
	})
}

// once is a folder of the cache, which appears there whole: what is not there is
// put into the folder jars by get, which may use the folder work, too.
func once(ctx context.Context, root, name string, get func(work, jars string) error) (string, error) {
	dir := filepath.Join(root, name)
	if exists(dir) {
		return dir, nil
	}
	// Maven's own repository does not stand two writers; jars.sh queues here, too.
	unlock, err := lock(ctx, filepath.Join(root, "kafka", ".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if exists(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return "", err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".fetch-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	jars := filepath.Join(work, "jars")
	if err := get(work, jars); err != nil {
		return "", err
	}
	return dir, os.Rename(jars, dir)
}

// gather puts the jars of a version into a folder. What jars.sh has fetched
// before is linked, so that it lies on the disk once.
func gather(ctx context.Context, known, work, jars, version string, log io.Writer) error {
	wanted := [][2]string{{"org.slf4j:slf4j-simple", "1.7.36"}}
	if exists(known) {
		if err := linkAll(known, jars); err != nil {
			return err
		}
	} else {
		wanted = append(wanted, [2]string{"org.apache.kafka:kafka_2.13", version})
	}
	mvn, err := findMaven()
	if err != nil {
		return err
	}
	say(log, "fetching Kafka %s from Maven Central (once)", version)
	if err := maven(ctx, mvn, work, jars, wanted); err != nil {
		return err
	}
	if !exists(filepath.Join(jars, loggingBinding)) {
		return fmt.Errorf("maven fetched Kafka %s without %s: try again", version, loggingBinding)
	}
	_, err = readRelease(jars)
	return err
}

func findMaven() (string, error) {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return "", errors.New("maven (mvn) is needed once to fetch Kafka, and is not on the PATH: " +
			"install it (Debian: apt install maven, macOS: brew install maven), or set KAFKA_HOME to an unpacked Kafka release")
	}
	return filepath.Abs(mvn)
}

// maven copies artefacts and what they need at run time into a folder; options
// may say otherwise.
func maven(ctx context.Context, mvn, work, jars string, wanted [][2]string, options ...string) error {
	pom := filepath.Join(work, "pom.xml")
	if err := os.WriteFile(pom, []byte(pomOf(wanted)), 0o644); err != nil {
		return err
	}
	for try := 1; ; try++ {
		cmd := exec.CommandContext(ctx, mvn, append([]string{"-q", "-B", "-f", pom,
			"org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies",
			"-DincludeScope=runtime", "-DoutputDirectory=" + jars}, options...)...)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if try == 4 {
			return fmt.Errorf("maven could not fetch Kafka: %w\n%s", err, lastLines(string(out), 20))
		}
		if err := pause(ctx, time.Duration(2*try)*time.Second); err != nil {
			return err
		}
	}
}

func pomOf(wanted [][2]string) string {
	var b strings.Builder
	b.WriteString("<project xmlns=\"http://maven.apache.org/POM/4.0.0\">\n  <modelVersion>4.0.0</modelVersion>\n" +
		"  <groupId>breakwater</groupId><artifactId>kafka-node</artifactId><version>1</version>\n  <dependencies>\n")
	for _, w := range wanted {
		group, artefact, _ := strings.Cut(w[0], ":")
		fmt.Fprintf(&b, "    <dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>\n", group, artefact, w[1])
	}
	b.WriteString("  </dependencies>\n</project>\n")
	return b.String()
}
