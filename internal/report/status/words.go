package status

import (
	"strconv"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/report/paint"
	"github.com/breakwaterhq/breakwater/internal/web/api"
)

// clean is a text of the cluster's, on one line and without what would steer
// a terminal.
func clean(s string) string { return paint.Printable(strings.Join(strings.Fields(s), " ")) }

func count(n int) string { return strconv.Itoa(n) }

// home is the cluster of an incident, where there are several.
func home(s Status, cluster string) string {
	if len(s.Clusters) == 1 && s.Clusters[0].Name == cluster {
		return ""
	}
	return " in " + clean(cluster)
}

func isOrAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// notes are what else is to be known of an incident.
func notes(in *api.Incident) string {
	out := ""
	if in.Opened == nil {
		out += "; nobody was told yet"
	}
	if in.Unknown {
		out += "; whether it still holds cannot be seen"
	}
	if in.Flapping {
		out += "; it comes and goes"
	}
	if in.Held != "" {
		out += "; sent to nobody: " + clean(in.Held)
	}
	if in.Acked != nil {
		out += "; taken by " + clean(in.Acked.By)
	}
	return out
}

func subjects(e api.Effect) string {
	if len(e.Subjects) == 0 {
		return ""
	}
	names := make([]string, len(e.Subjects))
	for i, s := range e.Subjects {
		names[i] = clean(s)
	}
	out := ": " + strings.Join(names, ", ")
	if rest := e.Count - len(names); rest > 0 {
		out += " and " + count(rest) + " more"
	}
	return out
}

// firstStop is where the first words of a verdict end.
func firstStop(sentence string) int {
	if at := strings.IndexAny(sentence, ":,"); at >= 0 {
		return at
	}
	return len(sentence)
}
