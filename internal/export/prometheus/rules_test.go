package prometheus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/breakwaterhq/breakwater/test/peers"
)

// A story is series as promtool writes them, and which alerts they make fire when.
type story struct {
	name   string
	series map[string]string // values for each minute from 0 on
	at     string
	fires  []string // ALERT SEVERITY[/WINDOW] SUMMARY
	silent []string // alerts that must not
}

const (
	records  = "breakwater_client_records_total"
	failures = "breakwater_client_failures_total"
	from     = `instance="a:1",job="shop",client="orders"`
)

// counted are the records of an application that sends 60000 a minute, of which a part fails.
func counted(part float64, minutes int) map[string]string {
	failed := 60000 * part
	return map[string]string{
		records + `{outcome="persisted",` + from + `}`:     fmt.Sprintf("0+%vx%d", 60000-failed, minutes),
		records + `{outcome="not_persisted",` + from + `}`: fmt.Sprintf("0+%vx%d", failed, minutes),
	}
}

func with(m map[string]string, more ...string) map[string]string {
	for i := 0; i < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}

var burnAlerts = []string{"BreakwaterClientFailureBudgetBurns", "BreakwaterClientNothingPersisted"}

// after has values begin to fail at a minute.
func after(minute int, series map[string]string) map[string]string {
	out := map[string]string{}
	for name, values := range series {
		step := strings.TrimPrefix(strings.SplitN(values, "x", 2)[0], "0+")
		var per float64
		fmt.Sscan(step, &per)
		before := 0.0
		if strings.Contains(name, `"persisted"`) {
			before = 60000
		}
		out[name] = fmt.Sprintf("0+%vx%d %v+%vx60", before, minute, before*float64(minute)+per, per)
	}
	return out
}

var stories = []story{
	{
		name: "M15: 0.5 % fails, below a threshold of 1 %: told after forty minutes", series: after(300, counted(0.005, 1)), at: "342m",
		fires: []string{"BreakwaterClientFailureBudgetBurns warning/1h 0.35% of the records of shop (orders) failed within 1h; above 0.336% that spends 2% of what an objective of 99.9% allows in 7d"},
	},
	{name: "M15: and not before", series: after(300, counted(0.005, 1)), at: "338m", silent: burnAlerts},
	{name: "M15: 0.05 % is within the objective, for hours", series: counted(0.0005, 400), at: "400m", silent: burnAlerts},
	{
		name: "all fails, from an instant on: critical within two minutes", series: after(300, counted(1, 1)), at: "302m",
		fires: []string{
			"BreakwaterClientFailureBudgetBurns warning/1h 3.333% of the records of shop (orders) failed within 1h; above 0.336% that spends 2% of what an objective of 99.9% allows in 7d",
			"BreakwaterClientFailureBudgetBurns warning/1d 0.6623% of the records of shop (orders) failed within 1d; above 0.07% that spends 10% of what an objective of 99.9% allows in 7d",
			"BreakwaterClientFailureBudgetBurns critical/1h 3.333% of the records of shop (orders) failed within 1h; above 1.68% that spends 10% of what an objective of 99.9% allows in 7d",
		},
	},
	{
		name: "it fails no more: the alert is over while the day still remembers", at: "440m", silent: burnAlerts,
		series: map[string]string{
			records + `{outcome="persisted",` + from + `}`:     "0+60000x500",
			records + `{outcome="not_persisted",` + from + `}`: "0x300 0+3000x10 30000x200",
		},
	},
	{
		name: "one of few fails: no part of so few says anything", at: "60m", silent: burnAlerts,
		series: map[string]string{records + `{outcome="persisted",` + from + `}`: "0+1x60", records + `{outcome="not_persisted",` + from + `}`: "0x30 1x30"},
	},
	{
		name: "few are sent, and none is persisted", at: "25m",
		series: map[string]string{records + `{outcome="persisted",` + from + `}`: "5x60", records + `{outcome="in_doubt",` + from + `}`: "0x19 1x40"},
		fires:  []string{"BreakwaterClientNothingPersisted critical shop (orders) has no record persisted within 10m: 1 failed"}, silent: burnAlerts[:1],
	},
	{
		name: "M10: records are too large: told within two minutes", at: "62m",
		series: with(after(60, counted(1, 1)), failures+`{reason="MESSAGE_TOO_LARGE",`+from+`}`, "0x60 60000+60000x60"),
		fires: []string{
			"BreakwaterClientRecordsTooLarge critical 20% of the records of shop (orders) were too large within 10m, above 10%",
			"BreakwaterClientRecordsTooLarge warning 20% of the records of shop (orders) were too large within 10m, above 0.1%",
		},
		silent: []string{"BreakwaterClientRecordsRejected"},
	},
	{
		name: "M10: a policy rejects some", at: "60m",
		series: with(counted(0.002, 60), failures+`{reason="policy:keyed",`+from+`}`, "0+120x60", failures+`{reason="policy:sizes",`+from+`}`, "0x60"),
		fires:  []string{"BreakwaterClientRecordsRejected warning 0.2% of the records of shop (orders) were rejected by policy:keyed within 10m, above 0.1%"},
		silent: []string{"BreakwaterClientRecordsTooLarge"},
	},
	{
		name: "M15: metadata are stale", at: "5m",
		series: map[string]string{"breakwater_client_metadata_age_seconds{" + from + "}": "16x9", `breakwater_client_metadata_state{state="stale",` + from + `}`: "1x9", `breakwater_client_metadata_state{state="old",` + from + `}`: "0x9"},
		fires:  []string{"BreakwaterClientMetadataStale warning the metadata of shop (orders) on a:1 are 16s old, above 15 s, and new ones are not had"}, silent: []string{"BreakwaterClientMetadataOld"},
	},
	{
		name: "M15: metadata are old", at: "5m",
		series: map[string]string{"breakwater_client_metadata_age_seconds{" + from + "}": "31x9", `breakwater_client_metadata_state{state="stale",` + from + `}`: "0x9", `breakwater_client_metadata_state{state="old",` + from + `}`: "1x9"},
		fires: []string{
			"BreakwaterClientMetadataStale warning the metadata of shop (orders) on a:1 are 31s old, above 15 s, and new ones are not had",
			"BreakwaterClientMetadataOld critical the metadata of shop (orders) on a:1 are 31s old, above 30 s, and new ones are not had",
		},
	},
	{
		name: "M15: metadata of a client in quiet are half a minute old, which is no alert", at: "5m",
		series: map[string]string{"breakwater_client_metadata_age_seconds{" + from + "}": "31x9", `breakwater_client_metadata_state{state="fresh",` + from + `}`: "1x9", `breakwater_client_metadata_state{state="old",` + from + `}`: "0x9"},
		silent: []string{"BreakwaterClientMetadataStale", "BreakwaterClientMetadataOld"},
	},
	{
		name: "the oldest record waits", at: "5m",
		series: map[string]string{"breakwater_client_oldest_record_age_seconds{" + from + "}": "61x9", "breakwater_client_within_seconds{" + from + "}": "120x9"},
		fires:  []string{"BreakwaterClientRecordsWait warning the oldest record of shop (orders) on a:1 waits for 1m 1s, more than half of what it may take (Config.Within)"},
	},
	{
		name: "the oldest record has time left", at: "5m", silent: []string{"BreakwaterClientRecordsWait"},
		series: map[string]string{"breakwater_client_oldest_record_age_seconds{" + from + "}": "59x9", "breakwater_client_within_seconds{" + from + "}": "120x9"},
	},
	{
		name: "doubt that is not settled, and doubt that never will be", at: "20m",
		series: map[string]string{"breakwater_client_in_doubt_records{" + from + "}": "3x30", "breakwater_client_unsettled_total{" + from + "}": "0x15 2x15"},
		fires:  []string{"BreakwaterClientInDoubt warning 3 records of shop (orders) on a:1 are in doubt, as some have been for 10m", "BreakwaterClientUnsettled warning 2 records of shop (orders) on a:1 stay in doubt for ever, within 1h"},
	},
	{
		name: "a broker's limit is cut for long", at: "20m",
		series: map[string]string{`breakwater_client_broker_waiting_bytes{broker="2",` + from + `}`: "2048x30", `breakwater_client_broker_cuts_total{broker="2",` + from + `}`: "0+1x30"},
		fires:  []string{"BreakwaterClientBrokerLimited warning 2kiB of shop (orders) on a:1 wait for broker 2, whose limit was halved again and again for 10m"},
	},
	{
		name: "what waits although nothing was halved is the application's own pace", at: "20m", silent: []string{"BreakwaterClientBrokerLimited"},
		series: map[string]string{`breakwater_client_broker_waiting_bytes{broker="2",` + from + `}`: "2048x30", `breakwater_client_broker_cuts_total{broker="2",` + from + `}`: "7x30"},
	},
	{
		name: "what was acknowledged is lost, and what is only suspected is no alert", at: "5m",
		series: map[string]string{`breakwater_client_acknowledged_offsets{verdict="confirmed",` + from + `}`: "0x3 12x9", `breakwater_client_acknowledged_offsets{verdict="suspected",` + from + `}`: "5x12"},
		fires:  []string{"BreakwaterClientAcknowledgedLost critical 12 offsets that were acknowledged to shop (orders) on a:1 are lost"},
	},
	{
		name: "what is suspected, and what is not told, is no loss", at: "5m", silent: []string{"BreakwaterClientAcknowledgedLost"},
		series: map[string]string{`breakwater_client_acknowledged_offsets{verdict="confirmed",` + from + `}`: "0x12", `breakwater_client_acknowledged_offsets{verdict="suspected",` + from + `}`: "5x12", `breakwater_client_acknowledged_offsets{verdict="unknown",` + from + `}`: "5x12"},
	},
	{
		name: "no guard tells anything", at: "6m", series: map[string]string{"up{" + from + "}": "1x9"},
		fires: []string{"BreakwaterClientAbsent critical no client tells anything of its records, for 5m"},
	},
	{
		name: "one of two applications is gone, and another instance has taken over in the other", at: "80m",
		series: map[string]string{
			records + `{outcome="persisted",job="shop",instance="a:1"}`: "0+9x10 stale", records + `{outcome="persisted",job="shop",instance="b:1"}`: "_x9 0+9x80",
			records + `{outcome="persisted",job="tills",instance="a:1"}`: "0+9x60 stale",
		},
		fires: []string{"BreakwaterClientGone warning tills told of its records 1h ago, and tells nothing any more"}, silent: []string{"BreakwaterClientAbsent"},
	},
	{
		name: "a client without Options", at: "6m", series: map[string]string{"breakwater_client_missing{" + from + "}": "1x9"},
		fires: []string{"BreakwaterClientHalfGuarded warning the client of shop (orders) on a:1 was made without 1 things that its guard needs"},
	},
}

// TestM10_M15_TheAlerts fire when they should, and only then, as promtool sees it.
func TestM10_M15_TheAlerts(t *testing.T) {
	text, err := Write(Default(), File)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "rules.yml")
	tests := filepath.Join(folder, "tests.yml")
	written := "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n"
	for _, s := range stories {
		written += s.yaml()
	}
	for name, text := range map[string]string{file: string(text), tests: written} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := peers.Promtool(t, "", "check", "rules", file); err != nil {
		t.Errorf("promtool refuses the rules: %s", out)
	}
	if out, err := peers.Promtool(t, "", "test", "rules", tests); err != nil {
		t.Errorf("%s", out)
	}
}

// yaml is the story as promtool reads it. The text behind each summary is that of the rule.
func (s story) yaml() string {
	out := fmt.Sprintf("  - name: %q\n    interval: 1m\n    input_series:\n", s.name)
	for series, values := range s.series {
		out += fmt.Sprintf("      - {series: '%s', values: '%s'}\n", series, values)
	}
	out += "    alert_rule_test:\n"
	byAlert := map[string][]string{}
	for _, name := range s.silent {
		byAlert[name] = nil
	}
	for _, f := range s.fires {
		name, _, _ := strings.Cut(f, " ")
		byAlert[name] = append(byAlert[name], f)
	}
	for name, fires := range byAlert {
		out += fmt.Sprintf("      - {eval_time: %s, alertname: %s, exp_alerts: [%s]}\n", s.at, name, strings.Join(s.expected(fires), ", "))
	}
	return out
}

func (s story) expected(fires []string) (out []string) {
	for _, f := range fires {
		name, rest, _ := strings.Cut(f, " ")
		which, summary, _ := strings.Cut(rest, " ")
		severity, window, _ := strings.Cut(which, "/")
		labels := s.labels(name, severity)
		if window != "" {
			labels += ", window: " + window
		}
		out = append(out, fmt.Sprintf("{exp_labels: {%s}, exp_annotations: {summary: %q, description: %q}}", labels, summary, described(name, severity)))
	}
	return out
}

// labels are those that an alert of the story has.
func (s story) labels(name, severity string) string {
	out := "severity: " + severity
	switch name {
	case "BreakwaterClientAbsent":
		return out
	case "BreakwaterClientGone":
		return out + ", job: tills"
	}
	out += ", job: shop, client: orders"
	switch name {
	case "BreakwaterClientFailureBudgetBurns", "BreakwaterClientNothingPersisted", "BreakwaterClientRecordsTooLarge":
	case "BreakwaterClientRecordsRejected":
		out += ", reason: 'policy:keyed'"
	case "BreakwaterClientBrokerLimited":
		out += ", instance: 'a:1', broker: '2'"
	default:
		out += ", instance: 'a:1'"
	}
	return out
}

func described(name, severity string) string {
	for _, r := range rules(Default()) {
		if r.Alert == name && r.Labels["severity"] == severity {
			return r.Annotations["description"]
		}
	}
	return "there is no such alert"
}

// TestEveryAlertHasAStory in which it fires.
func TestEveryAlertHasAStory(t *testing.T) {
	told := ""
	for _, s := range stories {
		told += strings.Join(s.fires, "\n") + "\n"
	}
	for _, r := range rules(Default()) {
		which := r.Labels["severity"]
		if window := r.Labels["window"]; window != "" {
			which += "/" + window
		}
		if !strings.Contains(told, r.Alert+" "+which+" ") {
			t.Errorf("%s (%s) fires in no story", r.Alert, which)
		}
	}
}

func TestWindows(t *testing.T) {
	for _, c := range []struct {
		d     time.Duration
		scale float64
		want  string
	}{{time.Hour, 1, "1h"}, {7 * 24 * time.Hour, 1, "7d"}, {90 * time.Minute, 1, "90m"}, {time.Hour, 1.0 / 240, "15s"}, {5 * time.Minute, 1.0 / 240, "1250ms"}, {time.Second, 1e-9, "1ms"}} {
		if got := (Options{Scale: c.scale}).window(c.d); got != c.want {
			t.Errorf("%s by %v is %s, want %s", c.d, c.scale, got, c.want)
		}
	}
}

// TestWhatCannotBeMeant is refused with the value.
func TestWhatCannotBeMeant(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"objective is 99.9": func(o *Options) { o.Objective = 99.9 }, "objective is 1:": func(o *Options) { o.Objective = 1 }, "objective is 0.5": func(o *Options) { o.Objective = 0.5 },
		"period of the objective is 1m0s": func(o *Options) { o.Period = time.Minute }, "windows is 0:": func(o *Options) { o.Scale = 0 }, "windows is 1.5": func(o *Options) { o.Scale = 1.5 },
	} {
		o := Default()
		change(&o)
		if _, err := Write(o, File); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := Write(Default(), "xml"); err == nil || !strings.Contains(err.Error(), "file or operator") {
		t.Errorf("another format: %v", err)
	}
}

// TestTheOperatorsResource holds the same rules.
func TestTheOperatorsResource(t *testing.T) {
	file, err := Write(Default(), File)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Write(Default(), Operator)
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(string(got), "spec:\n")
	if !strings.Contains(head, "kind: PrometheusRule\n") || strings.Count(body, "alert:") != strings.Count(string(file), "alert:") || len(rules(Default())) != strings.Count(body, "alert:") {
		t.Errorf("got\n%s", got)
	}
}
