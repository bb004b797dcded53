package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// checkpointName is OFFSET-EPOCH.checkpoint, with leading zeros: the newest is
// the last by name.
var checkpointName = regexp.MustCompile(`^[0-9]{20}-[0-9]{10}\.checkpoint$`)

// NewestCheckpoint is the path of the newest metadata snapshot in a folder
// such as Node.MetadataDir. It is an error where there is none; a node makes
// its first after metadata.log.max.record.bytes.between.snapshots (20 MiB) or
// metadata.log.max.snapshot.interval.ms (an hour).
func NewestCheckpoint(dir string) (string, error) {
	files, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return "", err
	}
	newest := ""
	for _, f := range files {
		if checkpointName.MatchString(f.Name()) {
			newest = f.Name()
		}
	}
	if newest == "" {
		return "", fmt.Errorf("there is no metadata snapshot in %s", dir)
	}
	return filepath.Join(dir, newest), nil
}
