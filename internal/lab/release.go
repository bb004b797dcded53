package lab

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// release is the jars of one Kafka version on this disk.
type release struct {
	version string
	dir     string
	jars    []string // absolute, sorted: an archive of classes fits one order alone
	home    bool     // the user's own KAFKA_HOME
}

var brokerJar = regexp.MustCompile(`^kafka_2\.1[23]-([0-9]+\.[0-9]+\.[0-9]+(?:-(?:rc[0-9]+|SNAPSHOT))?)\.jar$`)

// find is the release that was asked for: the one in KAFKA_HOME where that is
// set, else the jars in the cache, fetched first if they are not there.
func find(ctx context.Context, asked string, log io.Writer) (release, error) {
	if home := os.Getenv("KAFKA_HOME"); home != "" {
		return atHome(home, asked)
	}
	version, err := patchOf(asked)
	if err != nil {
		return release{}, err
	}
	dir, err := fetch(ctx, version, log)
	if err != nil {
		return release{}, err
	}
	return readRelease(dir)
}

// atHome is the release that KAFKA_HOME holds. Another version than the one
// asked for is refused: a result of the wrong version would mislead.
func atHome(home, asked string) (release, error) {
	home, err := filepath.Abs(home)
	if err != nil {
		return release{}, err
	}
	rel, err := readRelease(filepath.Join(home, "libs"))
	if err != nil {
		return release{}, fmt.Errorf("KAFKA_HOME is %s, but that is no unpacked Kafka release: %w", home, err)
	}
	if asked != "" && asked != rel.version && !strings.HasPrefix(rel.version, asked+".") {
		return release{}, fmt.Errorf("KAFKA_HOME holds Kafka %s, but %s was asked for: unset KAFKA_HOME to have %s fetched, or ask for %s",
			rel.version, asked, asked, rel.version)
	}
	rel.home = true
	return rel, nil
}

// readRelease lists the jars of a folder and reads the version from the name
// of the broker's jar. Links to the folder are followed, so that the jars have
// one name whatever the way to them.
func readRelease(dir string) (release, error) {
	folder, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return release{}, err
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.jar"))
	if err != nil {
		return release{}, err
	}
	slices.Sort(names)
	for _, name := range names {
		if m := brokerJar.FindStringSubmatch(filepath.Base(name)); m != nil {
			return release{version: m[1], dir: folder, jars: names}, nil
		}
	}
	return release{}, fmt.Errorf("there is no kafka_2.13-VERSION.jar in %s", dir)
}

// classPath names every jar, not a folder with '*': an archive of classes is
// only taken for the same jars in the same order.
func (r release) classPath() string {
	return strings.Join(r.jars, string(os.PathListSeparator))
}
