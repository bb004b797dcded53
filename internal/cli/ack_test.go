package cli

import (
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// TestAck takes an incident of a watch that runs.
func TestAck(t *testing.T) {
	data := t.TempDir()
	bootstrap := plant(t)
	w, url := watching(t, "--bootstrap", bootstrap, "--data", data, "--every", "1s")
	id := opened(t, w, url, "cluster/broker-missing").ID
	ack := begin(t, "watch", "ack", id, "--reason", "on it", "--by", "ines", "--for", "4h", "--data", data)
	if code := <-ack.code; code != finding.ExitClean {
		t.Fatalf("exit code %d: %s", code, ack.err)
	}
	holds(t, "standard output", ack.out.String(), []string{"incident " + id + " (cluster/broker-missing broker/2 of " + bootstrap + ") is taken by ines, until 2", " UTC\n"})
	eventually(t, "the watch shows who has taken it", func() bool {
		in := incidentOf(t, url, "cluster/broker-missing")
		return in.Acked != nil && in.Acked.By == "ines" && in.Acked.Reason == "on it" && in.Acked.Until != nil
	}, w.err)
	eventually(t, "the log has it", func() bool {
		return strings.Contains(w.err.String(), "acknowledged: ines has taken cluster/broker-missing")
	}, w.err)
	w.end(t)

	got := breakwater("watch", "ack", id, "--data", data) // without a watch, and for as long as it lasts
	got.want(t, finding.ExitClean, []string{"incident " + id + " (cluster/broker-missing broker/2 of " + bootstrap + ") is taken by " + me() + ", until it is over\n"}, nil)
}

func TestAckRefusesWhatItCannotDo(t *testing.T) {
	data, empty := folder(t), t.TempDir()
	for args, sentence := range map[string]string{
		"watch ack":                      "watch ack needs the ID of an incident, as in 'breakwater watch ack 0f3a9c61d2e4b875'",
		"watch ack a b":                  `watch ack takes one argument, and "b" is a second: put both in quotes, if they belong together`,
		"watch ack x":                    "--data is missing: give the folder that the watch keeps its state in",
		"watch ack x --for -4h":          "--for -4h is over already: say how long it counts, as 4h",
		"watch ack none --data " + data:  "there is no incident none: take the id from 'breakwater watch status' or from the page",
		"watch ack none --data " + empty: "",
	} {
		got := breakwater(strings.Fields(args)...)
		if sentence == "" {
			sentence = "no watch keeps its state in " + empty + ": give the folder that breakwater watch was given with --data"
		}
		got.refuses(t, sentence)
	}
}
