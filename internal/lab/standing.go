package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// A Standing lab outlives the command that started it. It is what the state
// file holds, and all that is needed to end it again.
type Standing struct {
	Format    int      `json:"format"`
	Version   string   `json:"version"`
	Bootstrap []string `json:"bootstrap"`
	Dir       string   `json:"dir"`      // absolute
	MadeDir   bool     `json:"made_dir"` // Dir was not there before
	Nodes     []Pinned `json:"nodes"`
}

// A Pinned process is one node of a Standing lab. A pid alone may belong to
// somebody else by the time it is used, so that its start is kept, too.
type Pinned struct {
	ID      int    `json:"id"`
	Pid     int    `json:"pid,omitempty"` // 0 before it was started
	Started string `json:"started,omitempty"`
}

const stateFormat = 1

// StatePath is where the one lab that stands is written down, in the cache of
// Fetch.
func StatePath() (string, error) {
	root, err := cacheRoot()
	return filepath.Join(root, "lab", "state.json"), err
}

// write replaces the state file as a whole.
func (s *Standing) write(state string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(state+".new", append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(state+".new", state)
}

// ReadStanding reads a state file. It wraps fs.ErrNotExist where no lab is up.
func ReadStanding(state string) (*Standing, error) {
	text, err := os.ReadFile(state)
	if err != nil {
		return nil, err
	}
	s := &Standing{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%s is no state of a lab: remove it, and look for Kafka processes yourself: %w", state, err)
	}
	if s.Format != stateFormat || !filepath.IsAbs(s.Dir) {
		return nil, fmt.Errorf("%s was written by another version of breakwater, which can end its lab", state)
	}
	return s, nil
}
