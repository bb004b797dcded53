package lab

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// findJava is the Java to run: the one in JAVA_HOME, else on the PATH.
func findJava() (string, error) {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		java := filepath.Join(home, "bin", "java")
		if !exists(java) {
			return "", fmt.Errorf("JAVA_HOME is %s, but there is no bin/java in it: set it to a Java 17 or newer, or unset it", home)
		}
		return filepath.Abs(java)
	}
	java, err := exec.LookPath("java")
	if err != nil {
		return "", errors.New("java is needed to run Kafka, and is not on the PATH: " +
			"install Java 17 or newer (Debian: apt install openjdk-17-jre-headless, macOS: brew install openjdk), or set JAVA_HOME")
	}
	return filepath.Abs(java)
}

// flags keep a node small and its start short. 128 MiB of heap end in
// OutOfMemoryError, 256 MiB are enough for thousands of partitions.
var flags = []string{"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"}

// command is the command line of a Java program of the release.
func (n *Node) command(extra []string, class string, args ...string) []string {
	c := n.cluster
	out := append([]string{c.java}, flags...)
	out = append(out, n.logFlags()...)
	if c.archive != "" {
		out = append(out, "-XX:SharedArchiveFile="+c.archive)
	}
	out = append(out, extra...)
	out = append(out, "-cp", c.release.classPath(), class)
	return append(out, args...)
}

// explain adds to a failed start what its log says.
func explain(log, version string) string {
	text := tail(log, 400)
	switch {
	case strings.Contains(text, "UnsupportedClassVersionError"):
		return fmt.Sprintf("Kafka %s needs a newer Java: install Java 17 or newer, or set JAVA_HOME", version)
	case text == "":
		return "it printed nothing"
	default:
		return "its log ends with:\n" + lastLines(text, 15)
	}
}
