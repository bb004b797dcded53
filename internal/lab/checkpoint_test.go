package lab

import (
	"path/filepath"
	"testing"
)

func TestTheNewestCheckpoint(t *testing.T) {
	const newest = "00000000000000001000-0000000002.checkpoint"
	dir := jarsIn(t, "00000000000000000000-0000000000.checkpoint", "00000000000000000999-0000000009.checkpoint", newest,
		"00000000000000002000-0000000003.checkpoint.part", "00000000000000003000-0000000003.checkpoint.deleted",
		"00000000000000000000.log", "bootstrap.checkpoint", "quorum-state", "99.checkpoint")
	if got, err := NewestCheckpoint(dir); err != nil || got != filepath.Join(dir, newest) {
		t.Errorf("%s, %v", got, err)
	}
	for _, none := range []string{jarsIn(t, "bootstrap.checkpoint"), filepath.Join(dir, "none")} {
		if got, err := NewestCheckpoint(none); err == nil {
			t.Errorf("there is %s", got)
		}
	}
}
