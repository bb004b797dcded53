package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/catalog"
)

func newVersion(env *Env) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, and the Kafka versions that are known",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return runVersion(env) },
	}
}

func runVersion(env *Env) error {
	_, err := fmt.Fprintf(env.Out, "breakwater %s (%s, %s/%s)\nKafka %s\n",
		buildVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, knownKafka())
	return err
}

// buildVersion is the module's version, or the commit of a build from a
// checkout, as Go itself records them.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "devel-" + s.Value[:12]
		}
	}
	return "devel"
}

// knownKafka is the release lines of the catalogue, from the oldest to the
// newest.
func knownKafka() string {
	versions := catalog.Versions()
	return fmt.Sprintf("%s to %s", catalog.Release(versions[0]), catalog.Release(versions[len(versions)-1]))
}
