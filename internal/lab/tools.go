package lab

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// toolsJar is the name of the jar that holds Kafka's command-line tools.
var toolsJar = regexp.MustCompile(`^kafka-tools-[0-9]`)

// FetchTools is a class path on which Kafka's command-line tools run, as
// org.apache.kafka.tools.consumer.group.ConsumerGroupCommand: the jars of the
// release, and the one with the tools, which a node does not need. It is fetched
// once, as Fetch does it; where KAFKA_HOME is set, its libs hold it.
func FetchTools(ctx context.Context, version string, log io.Writer) (classPath string, err error) {
	rel, err := find(ctx, version, log)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(rel.jars, func(jar string) bool { return toolsJar.MatchString(filepath.Base(jar)) }) {
		return rel.classPath(), nil
	}
	dir, err := fetchTools(ctx, rel.version, log)
	if err != nil {
		return "", err
	}
	return rel.classPath() + string(os.PathListSeparator) + filepath.Join(dir, "*"), nil
}

// fetchTools is the folder with the jar of the tools of a version.
func fetchTools(ctx context.Context, version string, log io.Writer) (string, error) {
	root, err := cacheRoot()
	if err != nil {
		return "", err
	}
	return once(ctx, root, filepath.Join("kafka-tools", version), func(work, jars string) error {
		mvn, err := findMaven()
		if err != nil {
			return err
		}
		say(log, "fetching the tools of Kafka %s from Maven Central (once)", version)
		return maven(ctx, mvn, work, jars, [][2]string{{"org.apache.kafka:kafka-tools", version}}, "-DexcludeTransitive=true")
	})
}
