package cli

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/breakwaterhq/breakwater/internal/config"
	"github.com/breakwaterhq/breakwater/internal/dial/target"
	"github.com/breakwaterhq/breakwater/internal/finding"
)

// settled is what counts of a watch's settings with these flags.
func settled(t *testing.T, from config.Watch, args ...string) (config.Watch, error) {
	t.Helper()
	o := &watchOptions{}
	c := &cobra.Command{}
	o.addFlags(c)
	if err := c.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	s := setup{watch: from}
	err := o.settle(&s, c.Flags().Changed)
	return s.watch, err
}

// TestWhatFlagsSayOverTheFile: only what is given wins, and the other times give
// way to the one that is.
func TestWhatFlagsSayOverTheFile(t *testing.T) {
	file := config.DefaultWatch()
	file.Listen, file.Data, file.Every, file.Probe, file.Settings = "10.0.0.1:1", "state", 10*time.Second, 4*time.Second, 2*time.Minute
	for _, c := range []struct {
		name string
		args []string
		want func(*config.Watch)
	}{
		{"no flag", nil, func(*config.Watch) {}},
		{"the default, given", []string{"--listen", "127.0.0.1:8085"}, func(w *config.Watch) { w.Listen = "127.0.0.1:8085" }},
		{"nothing, given", []string{"--data="}, func(w *config.Watch) { w.Data = "" }},
		{"more often than a probe", []string{"--every", "1s"}, func(w *config.Watch) { w.Every, w.Probe = time.Second, time.Second }},
		{"less often than settings", []string{"--every", "5m"}, func(w *config.Watch) { w.Every, w.Settings = 5*time.Minute, 5*time.Minute }},
		{"metrics", []string{"--partitions", "none", "--compat", "kafka_exporter"}, func(w *config.Watch) {
			w.Metrics = config.Metrics{Partitions: "none", Compat: []string{"kafka_exporter"}}
		}},
	} {
		want := file
		c.want(&want)
		got, err := settled(t, file, c.args...)
		same := got.Listen == want.Listen && got.Data == want.Data && got.Every == want.Every && got.Probe == want.Probe && got.Settings == want.Settings &&
			got.Metrics.Partitions == want.Metrics.Partitions && slices.Equal(got.Metrics.Compat, want.Metrics.Compat)
		if err != nil || !same {
			t.Errorf("%s: %v, got\n%+v\nwant\n%+v", c.name, err, got, want)
		}
	}
}

// TestReceiversOfFlagsAndFile are told, those of the file first.
func TestReceiversOfFlagsAndFile(t *testing.T) {
	n := config.DefaultNotify()
	n.Receivers = []config.Receiver{{Kind: config.Slack, Name: "chat", MinSeverity: finding.Error}, {Kind: config.PagerDuty, Name: "pager", URLs: []string{"https://events.eu.pagerduty.com"}}}
	o := notifyOptions{alertmanagers: []string{"http://am1:9093", "http://am2:9093"}, webhooks: []string{"http://a:1/t0ken", "http://b:1/t0ken"}}
	routes, err := routesOf(&Env{Now: time.Now}, o.over(n), "https://watch.example.com")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range routes {
		got = append(got, r.To.Name()+" "+r.Min.String())
	}
	want := "chat error, pager warning, alertmanager/am1:9093 warning, alertmanager/am2:9093 warning, webhook/a:1 warning, webhook/b:1 warning"
	if names := strings.Join(got, ", "); names != want {
		t.Errorf("got  %s\nwant %s", names, want)
	}
	if one := (&notifyOptions{webhooks: []string{"http://a:1/t0ken"}}).over(config.Notify{}).Receivers; len(one) != 1 || one[0].Name != "webhook" {
		t.Errorf("%+v", one)
	}
	if _, err := routesOf(&Env{Now: time.Now}, config.Notify{Receivers: []config.Receiver{{Kind: "pigeon"}}}, ""); err == nil || !strings.Contains(err.Error(), "pigeon") {
		t.Errorf("a kind that nobody knows: %v", err)
	}
}

// TestPlacesHaveNames: that of breakwater.yaml, else the addresses.
func TestPlacesHaveNames(t *testing.T) {
	named, err := target.New("b1:9092")
	if err != nil {
		t.Fatal(err)
	}
	named.Name = "plant"
	bare, err := target.New("b1:9092,b2:9092")
	if err != nil {
		t.Fatal(err)
	}
	p := &prepared{}
	p.options.Places = places(&Env{Now: time.Now}, []target.Target{named, bare}, &setup{})
	defer func() {
		for _, place := range p.options.Places {
			place.Looker.Close()
		}
	}()
	if got := p.names(); got != "plant and b1:9092,b2:9092" {
		t.Errorf("got %q", got)
	}
}

// TestWhatIsOpenIsClosedInReverse: receivers before the folder that remembers
// what they were told.
func TestWhatIsOpenIsClosedInReverse(t *testing.T) {
	var got []string
	p := &prepared{open: []func(){func() { got = append(got, "folder") }, func() { got = append(got, "receivers") }}}
	p.close()
	if strings.Join(got, " ") != "receivers folder" {
		t.Errorf("closed %q", got)
	}
}

func TestArguments(t *testing.T) {
	root := &cobra.Command{Use: "breakwater"}
	c := &cobra.Command{Use: "end"}
	above := &cobra.Command{Use: "silence"}
	above.AddCommand(c)
	root.AddCommand(above)
	one := oneArgument("an ID", "X")
	for want, got := range map[string]error{
		"silence end needs an ID, as in 'breakwater silence end X'":                                        one(c, nil),
		`silence end takes one argument, and "b" is a second: put both in quotes, if they belong together`: one(c, []string{"a", "b", "c"}),
		`silence end takes no argument, and "a" is one: see 'breakwater silence end --help'`:               noArgument(c, []string{"a"}),
	} {
		if got == nil || got.Error() != want {
			t.Errorf("got  %v\nwant %s", got, want)
		}
	}
	if err := one(c, []string{"a"}); err != nil {
		t.Error(err)
	}
	if err := noArgument(c, nil); err != nil {
		t.Error(err)
	}
}
