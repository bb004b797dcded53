package build

import (
	"strings"

	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/source/file/format"
)

// readGradleLock reads lines GROUP:ARTIFACT:VERSION=CONFIGURATIONS.
func readGradleLock(in format.Input, found finder) error {
	n := 0
	for line := range strings.SplitSeq(string(in.Text), "\n") {
		n++
		coordinates, _, locked := strings.Cut(strings.TrimSuffix(line, "\r"), "=")
		group, rest, grouped := strings.Cut(coordinates, ":")
		artifact, version, versioned := strings.Cut(rest, ":")
		if locked && grouped && versioned && version != "" {
			found.add(group+":"+artifact, model.KnownValue(version, in.At(n, len(group)+len(artifact)+3)))
		}
	}
	return nil
}
