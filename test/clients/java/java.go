// Package java is Kafka's own clients as a program: Peer.java, which speaks JSON.
package java

import (
	"context"
	_ "embed"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/breakwaterhq/breakwater/internal/lab"
)

//go:embed Peer.java
var source []byte

// Compile compiles the program into a folder, with the jars of a release of Kafka, and
// returns the command line that its arguments go behind. What takes long goes to log.
func Compile(ctx context.Context, version, dir string, log io.Writer) (command []string, err error) {
	jars, err := lab.Fetch(ctx, version, log)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "Peer.java")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		return nil, err
	}
	path := filepath.Join(jars, "*") + string(os.PathListSeparator) + dir
	out, err := exec.CommandContext(ctx, "javac", "-cp", path, "-d", dir, file).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("javac is needed, and is not on the PATH: install a JDK 17 or newer (Debian: apt install openjdk-17-jdk-headless)")
	}
	if err != nil {
		return nil, errors.New(string(out))
	}
	return []string{"java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", path, "Peer"}, nil
}
