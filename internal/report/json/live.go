package json

import (
	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/model"
)

// clusterJSON is a running cluster that was looked at.
type clusterJSON struct {
	Name     string   `json:"name"`
	ID       string   `json:"id,omitempty"`
	Kafka    []string `json:"kafka"`
	Brokers  int      `json:"brokers"`
	Answered int      `json:"answered"`
}

func clustersOf(r *finding.Result) []clusterJSON {
	var out []clusterJSON
	for _, c := range r.Clusters {
		out = append(out, clusterJSON{c.Name, c.ID, append([]string{}, c.Kafka...), c.Brokers, c.Answered})
	}
	return out
}

func notAsked(r *finding.Result) []string {
	var out []string
	for _, f := range r.NotAsked {
		out = append(out, f.String())
	}
	return out
}

// targetOf is the release line that was judged by: the declared one, else the
// oldest that was seen on the running clusters. It is no version where that
// of a broker is not known, because that one may be older.
func targetOf(r *finding.Result) model.Version {
	if !r.Target.IsZero() {
		return r.Target
	}
	var oldest model.Version
	for _, c := range r.Clusters {
		if len(c.Kafka) == 0 || c.Answered < c.Brokers {
			return model.Version{}
		}
		for _, line := range c.Kafka {
			v, err := model.ParseVersion(line)
			if err != nil {
				return model.Version{}
			}
			if oldest.IsZero() || v.Before(oldest) {
				oldest = v
			}
		}
	}
	return oldest
}
