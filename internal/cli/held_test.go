package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
	"github.com/breakwaterhq/breakwater/internal/history"
	"github.com/breakwaterhq/breakwater/internal/incident"
	"github.com/breakwaterhq/breakwater/internal/model"
	"github.com/breakwaterhq/breakwater/internal/store"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// kept is the folder of a watch of the cluster plant with three brokers, the
// topic orders and the group billing; broker 2 is gone, and 9 as well, which
// nobody has ever seen.
func kept(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	s, err := store.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	past := history.New()
	scope := &model.Scope{Name: "plant", Cluster: &model.Cluster{Groups: []*model.Group{{ID: "billing", State: "Stable", MembersKnown: true}}},
		Topics: []*model.Topic{{Name: "orders", Layout: &model.Layout{Partitions: []model.Partition{{Index: 0}, {Index: 1}}}}}}
	for _, id := range []int32{1, 2, 3} {
		scope.Brokers = append(scope.Brokers, &model.Broker{Name: fmt.Sprint(id), Seen: &model.Sighting{ID: id, Answer: model.Answered}})
	}
	past.Record(noon.Add(-time.Minute), scope, nil)
	var body bytes.Buffer
	gone := func(id, broker string, state incident.State) incident.Incident {
		in := incident.Incident{ID: id, Cluster: "plant", State: state, Start: noon.Add(-time.Hour), Opened: noon.Add(-time.Hour), Seen: noon,
			Cause: finding.Finding{Rule: "cluster/broker-missing", Severity: finding.Error, Subject: model.Subject{Kind: model.KindBroker, Name: broker}}}
		switch state {
		case incident.Settling:
			in.Opened = time.Time{}
		case incident.Resolved:
			in.Resolved = noon
		}
		return in
	}
	if err := errors.Join(past.Save(&body), s.SaveHistory("plant", noon.Add(-time.Minute), func(w io.Writer) error { _, err := w.Write(body.Bytes()); return err }),
		s.SaveIncidents("plant", []incident.Incident{gone("ab12", "2", incident.Open), gone("ab34", "9", incident.Settling), gone("cd56", "3", incident.Resolved), gone("cd78", "1", incident.Resolved), gone("ef90", "1", incident.Resolved)}),
		s.SaveIncidents("office", nil), s.Close()); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestWhatAWindowHolds is told at once, and a name that nothing has is warned of.
func TestWhatAWindowHolds(t *testing.T) {
	data := kept(t)
	for subject, c := range map[string]struct{ out, err string }{
		"broker/2": {"  it holds 1 incident now:\n    error cluster/broker-missing broker/2 of plant, told at 2026-11-24 11:00:00 UTC (ab12)\n", ""},
		"broker/9": {"  it holds 1 incident now:\n    error cluster/broker-missing broker/9 of plant, which nobody was told of yet (ab34)\n", ""},
		"*":        {"  it holds 2 incidents now:\n", ""},
		"broker/1": {"  no incident is held by it at present\n", ""},
		"broker/22": {"  no incident is held by it at present\n",
			"nothing in plant is called broker/22, by what was seen until 11:59:00 UTC, and no incident is about it, so nothing is held; perhaps broker/2 was meant. It stands all the same: 'breakwater silence end "},
		"topic/orders":           {"at present", ""},
		"topic/ord*":             {"at present", ""},
		"topic/order":            {"at present", "perhaps topic/orders was meant"},
		"topic/zzzzzzzzz-*":      {"at present", "nothing in plant is called topic/zzzzzzzzz-*"},
		"partition/orders/1":     {"at present", ""},
		"partition/orders/2":     {"at present", "nothing in plant is called partition/orders/2"},
		"group/billing":          {"at present", ""},
		"group/billing/orders/0": {"at present", ""},
		"group/biling":           {"at present", "perhaps group/billing was meant"},
		"cluster":                {"at present", ""},
	} {
		got := breakwater("silence", "start", subject, "--for", "1d12h", "--reason", "x", "--data", data)
		if got.code != finding.ExitClean || !strings.Contains(got.out, c.out) || !strings.Contains(got.err, c.err) || (got.err == "") != (c.err == "") {
			t.Errorf("%s: exit code %d\n%s\n%s", subject, got.code, got.out, got.err)
		}
		holds(t, subject, got.out, []string{"are held until 2026-11-26 00:00:00 UTC\n"})
	}
}

// TestAWindowOfOneRuleAndOneCluster holds what is of both.
func TestAWindowOfOneRuleAndOneCluster(t *testing.T) {
	data := kept(t)
	for args, c := range map[string]struct{ out, err string }{
		"broker/2 --rule cluster/*":           {"it holds 1 incident now", ""},
		"broker/2 --rule group/*":             {"no incident is held", ""},
		"broker/2 --cluster plant":            {"it holds 1 incident now", ""},
		"broker/2 --cluster plnat":            {"no incident is held", "no cluster plnat has been watched with this folder, so nothing is held: it has plant. It stands"},
		"broker/2 --cluster plnat --rule x/*": {"", "--rule x/* matches no rule"},
	} {
		got := breakwater(append([]string{"silence", "start", "--for", "1h", "--reason", "x", "--data", data}, strings.Fields(args)...)...)
		if !strings.Contains(got.out, c.out) || !strings.Contains(got.err, c.err) || (got.err == "") != (c.err == "") {
			t.Errorf("%s: exit code %d\n%s\n%s", args, got.code, got.out, got.err)
		}
	}
}

// TestAWindowOfAWatchThatHasKeptNothing cannot be checked, and says so.
func TestAWindowOfAWatchThatHasKeptNothing(t *testing.T) {
	got := breakwater("silence", "start", "broker/2", "--for", "1h", "--reason", "x", "--data", folder(t))
	got.want(t, finding.ExitClean, []string{"no incident is held by it at present"}, []string{"whether anything is called broker/2 is not known: the watch has not yet written down what it sees"})

	data := folder(t)
	s, err := store.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.SaveHistory("plant", noon, func(w io.Writer) error { _, err := io.WriteString(w, "broken"); return err }), s.Close()); err != nil {
		t.Fatal(err)
	}
	breakwater("silence", "start", "broker/2", "--for", "1h", "--reason", "x", "--data", data).
		want(t, finding.ExitClean, []string{"are held until"}, []string{"whether anything is called broker/2 could not be checked: "})
}

func TestManyThatAreHeld(t *testing.T) {
	var h holding
	for i := range 12 {
		h.incidents = append(h.incidents, incident.Incident{ID: fmt.Sprint(i), State: incident.Open, Cause: finding.Finding{Severity: finding.Severity(1 + i%3)}})
	}
	var out bytes.Buffer
	if err := h.write(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	if len(lines) != 13 || !strings.HasPrefix(lines[1], "    error") || lines[11] != "    and 2 more" {
		t.Errorf("%s", &out)
	}
}

// TestAckByTheBeginningOfAnID takes the one that is meant, and no other.
func TestAckByTheBeginningOfAnID(t *testing.T) {
	data := kept(t)
	for id, c := range map[string]struct {
		code     finding.Exit
		out, err string
	}{
		"ab1":  {finding.ExitClean, "incident ab12 (cluster/broker-missing broker/2 of plant) is taken by ines, until it is over\n", ""},
		"ab12": {finding.ExitClean, "incident ab12 (", ""},
		"ab":   {finding.ExitUsage, "", "breakwater: ab is the beginning of several incidents, so nothing was noted: give more of the id of ab12 (cluster/broker-missing broker/2 of plant), or of ab34 (cluster/broker-missing broker/9 of plant)\n"},
		"cd":   {finding.ExitUsage, "", "cd is the beginning of several incidents"},
		"e":    {finding.ExitUsage, "", "incident ef90 (cluster/broker-missing broker/1 of plant) was over at 2026-11-24 12:00:00 UTC: there is nothing to take"},
		"zz":   {finding.ExitUsage, "", "there is no incident zz"},
		"%":    {finding.ExitUsage, "", "there is no incident %"},
		"":     {finding.ExitUsage, "", "the id is empty"},
	} {
		got := breakwater("watch", "ack", id, "--by", "ines", "--data", data)
		if got.code != c.code || !strings.Contains(got.out, c.out) || !strings.Contains(got.err, c.err) {
			t.Errorf("%q: %+v", id, got)
		}
	}
}
