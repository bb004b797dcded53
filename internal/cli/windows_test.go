package cli

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/store"
)

// folder is the folder of a watch that is over.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

var startedAs = regexp.MustCompile(`^(maintenance|silence) (\w{8}): `)

func TestWindows(t *testing.T) {
	for kind, begun := range map[string]string{
		"maintenance": "start broker/2 --for 30m --reason disk --by ines",
		"silence":     "start group/reports --rule group/lag-* --for 4h --reason backfill --by ines --cluster plant",
	} {
		t.Run(kind, func(t *testing.T) {
			data := folder(t)
			run := func(args string) outcome {
				return breakwater(append([]string{kind, "--data", data}, strings.Fields(args)...)...)
			}
			run("list").want(t, finding.ExitClean, []string{"no " + kind + ": no alert is held by one\n"}, nil)
			got := run(begun)
			told := startedAs.FindStringSubmatch(got.out)
			if got.code != finding.ExitClean || told == nil || told[1] != kind {
				t.Fatalf("%+v", got)
			}
			until := map[string]string{"maintenance": "alerts on broker/2 are held until 2026-11-24 12:30:00 UTC\n", "silence": "alerts on group/reports (group/lag-*) are held until 2026-11-24 16:00:00 UTC\n"}[kind]
			holds(t, "standard output", got.out, []string{until})
			run("list").want(t, finding.ExitClean, []string{"ID        SUBJECT", "UNTIL", told[2], strings.Fields(begun)[1], "2026-11-24 1", "ines", strings.Fields(begun[strings.Index(begun, "--reason"):])[1]}, nil)
			run("end "+told[2]).want(t, finding.ExitClean, []string{kind + " " + told[2] + " has ended: what still holds is told now\n"}, nil)
			run("list").want(t, finding.ExitClean, []string{"no " + kind}, nil)
		})
	}
}

// TestWindowsKeepToTheirKind: a silence is not listed as maintenance.
func TestWindowsKeepToTheirKind(t *testing.T) {
	data := folder(t)
	breakwater("silence", "start", "*", "--for", "1h", "--reason", "x", "--data", data).want(t, finding.ExitClean, nil, nil)
	breakwater("maintenance", "list", "--data", data).want(t, finding.ExitClean, []string{"no maintenance"}, nil)
	breakwater("silence", "list", "--data", data).want(t, finding.ExitClean, []string{"*"}, nil)
}

func TestWindowsRefuseWhatTheyCannotDo(t *testing.T) {
	data, empty := folder(t), t.TempDir()
	project(t, nil)
	const start = "maintenance start broker/2 --for 1h --reason x "
	for args, sentence := range map[string]string{
		"maintenance stat":                      `unknown command "stat": did you mean 'breakwater maintenance start'?`,
		"maintenance start --for 1h":            "maintenance start needs a SUBJECT, as in 'breakwater maintenance start broker/2'",
		"silence start a b":                     `silence start takes one argument, and "b" is a second: put both in quotes, if they belong together`,
		"silence list x":                        `silence list takes no argument, and "x" is one: see 'breakwater silence list --help'`,
		"silence end":                           "silence end needs the ID that start printed, as in 'breakwater silence end 5KQ2ZT3A'",
		"maintenance start broker/2 --for 1h":   "--reason is missing: who is woken by nothing wants to know why",
		"maintenance start broker/2 --reason x": "--for is missing: say how long, as 30m or 4h",
		start + "--for -1h":                     "--for is missing: say how long, as 30m or 4h",
		start + "--for 721h":                    "--for 30d1h is longer than 30 days: an order that holds alerts must end while somebody remembers it",
		start:                                   "--data is missing: give the folder that the watch keeps its state in",
		"maintenance list":                      "--data is missing: give the folder that the watch keeps its state in",
		"maintenance end X":                     "--data is missing: give the folder that the watch keeps its state in",
		start + "--rule group/lagg":             "--rule group/lagg matches no rule, so nothing would be held: 'breakwater rules' lists them",
		"maintenance end NONE --data " + data:   "there is no maintenance NONE: 'breakwater maintenance list' has the ids",
		"silence list --data " + empty:          "",
		start + "--data " + empty:               "",
		"silence end NONE --data " + empty:      "",
		start + "--for soon":                    `invalid argument "soon" for "--for" flag: "soon" is no length of time: write it as 30m, 4h, 2d or 1d12h: see 'breakwater maintenance start --help'`,
	} {
		got := breakwater(strings.Fields(args)...)
		if sentence == "" {
			sentence = "no watch keeps its state in " + empty + ": give the folder that breakwater watch was given with --data"
		}
		got.refuses(t, sentence)
	}
}

// TestAnOrderThatHoldsNothing is a slip of the keyboard.
func TestAnOrderThatHoldsNothing(t *testing.T) {
	for subject, fine := range map[string]bool{
		"broker/2": true, "broker/*": true, "topic/orders-*": true, "partition/orders/3": true, "group/billing": true, "group/billing/orders/3": true,
		"quorum/voter/3": true, "cluster": true, "*": true, "*/orders": true,
		"": false, "2": false, "broker2": false, "broker/": false, "brokers/2": false, "Broker/2": false, "plant:broker/2": false, "clusters": false, "file/x": false,
	} {
		if got := subjectPattern(subject); got != fine {
			t.Errorf("%q: %t", subject, got)
		}
	}
	breakwater("silence", "start", "broker2", "--for", "1h", "--reason", "x").
		refuses(t, `no finding is about "broker2", so nothing would be held: write broker/2, topic/orders-*, partition/orders/3, group/billing, quorum/voter/3, cluster or *; the cluster goes by --cluster`)
}

// TestMaintenanceHoldsAnIncident that a watch has open, and lets it go again.
func TestMaintenanceHoldsAnIncident(t *testing.T) {
	data := t.TempDir()
	w, url := watching(t, "--bootstrap", plant(t), "--data", data, "--every", "1s")
	opened(t, w, url, "group/members-differ")
	order := begin(t, "maintenance", "start", "group/invoicing", "--for", "30m", "--reason", "new disk", "--by", "ines", "--data", data)
	if code := <-order.code; code != finding.ExitClean {
		t.Fatalf("exit code %d: %s", code, order.err)
	}
	held := func() string {
		if in := incidentOf(t, url, "group/members-differ"); in != nil {
			return in.Held
		}
		return ""
	}
	eventually(t, "the incident is held", func() bool { return strings.Contains(held(), "new disk") }, w.err)
	id := startedAs.FindStringSubmatch(order.out.String())[2]
	order = begin(t, "maintenance", "end", id, "--data", data)
	if code := <-order.code; code != finding.ExitClean {
		t.Fatalf("exit code %d: %s", code, order.err)
	}
	order = begin(t, "maintenance", "start", "broker/2", "--for", "30m", "--reason", "new disk", "--by", "ines", "--data", data)
	if code := <-order.code; code != finding.ExitClean || !strings.Contains(order.out.String(), "not held, because clients are refused") ||
		!strings.Contains(order.out.String(), "error cluster/broker-missing broker/2 of") {
		t.Errorf("exit code %d: %s%s", code, order.out.String(), order.err)
	}
	eventually(t, "the incident is told again", func() bool { return held() == "" }, w.err)
	if code, took := w.end(t); code != finding.ExitInterrupted || took > 10*time.Second {
		t.Errorf("exit code %d after %s", code, took)
	}
}
