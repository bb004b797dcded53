package main

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/breakwaterhq/breakwater/internal/web/api"
	"github.com/breakwaterhq/breakwater/test/outside"
)

// watched is a watch that serves somewhere.
type watched struct{ url string }

// said is what a scrape says that matters here. A nil number is one that the
// page leaves out, because it is not known.
type said struct {
	took            time.Duration
	underReplicated *float64
	atLeast         *float64           // under-replicated
	up              map[string]float64 // by broker
	lag             map[string]float64 // by group: the whole
	lagAtLeast      map[string]float64
	complete        map[string]float64 // by group: 1 where its lag is said to be known as a whole
	sums            map[string]float64 // the sums over partitions that kafka_exporter has, by their labels
}

func (w *watched) scrape() (*said, error) {
	text, took, err := outside.Get(w.url + "/metrics")
	if err != nil {
		return nil, err
	}
	page := string(text)
	return &said{
		took:            took,
		underReplicated: only(outside.Series(page, "breakwater_partitions_under_replicated")),
		atLeast:         only(outside.Series(page, "breakwater_partitions_under_replicated_at_least")),
		up:              by("broker", outside.Series(page, "breakwater_broker_up")),
		lag:             by("group", outside.Series(page, "breakwater_group_lag_records")),
		lagAtLeast:      by("group", outside.Series(page, "breakwater_group_lag_records_at_least")),
		complete:        by("group", outside.Series(page, "breakwater_group_lag_complete")),
		sums:            outside.Series(page, "kafka_consumergroup_lag_sum"),
	}, nil
}

// only is the value of the only series; nil where there is none.
func only(all map[string]float64) *float64 {
	for _, n := range all {
		return &n
	}
	return nil
}

// by are series by the value of one of their labels.
func by(label string, all map[string]float64) map[string]float64 {
	out := map[string]float64{}
	for labels, n := range all {
		out[outside.Label(labels, label)] = n
	}
	return out
}

// known is how many groups' lag is said to be known as a whole.
func (s *said) known() (n int) {
	for _, one := range s.complete {
		n += int(one)
	}
	return n
}

// idle starts the name of every group that stands still.
const idle = "idle-"

// fell are the series of groups that stand still which claim to be whole, and
// say less than before.
func (s *said) fell(before *said) (out []string) {
	for _, pair := range []struct {
		was, is map[string]float64
		name    func(string) string
	}{
		{before.lag, s.lag, func(group string) string { return group }},
		{before.sums, s.sums, func(labels string) string { return outside.Label(labels, "consumergroup") }},
	} {
		for key, was := range pair.was {
			if n, told := pair.is[key]; told && n < was && strings.HasPrefix(pair.name(key), idle) {
				out = append(out, pair.name(key))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// lagSum is what is known of the lag of all groups.
func (s *said) lagSum() (sum float64) {
	for _, lags := range []map[string]float64{s.lag, s.lagAtLeast} {
		for n := range maps.Values(lags) {
			sum += n
		}
	}
	return sum
}

// json is what the watch says of the cluster in a sentence, and of the victim in
// a word.
func (w *watched) json() (status, broker string, err error) {
	var all api.Status
	if err := outside.Ask(w.url+"/api/v1/status", &all); err != nil {
		return "", "", err
	}
	if len(all.Clusters) == 0 {
		return "", "", errors.New("/api/v1/status: it holds no cluster")
	}
	var brokers api.Brokers
	if err := outside.Ask(w.url+"/api/v1/brokers", &brokers); err != nil {
		return "", "", err
	}
	broker = "not listed"
	for _, b := range brokers.Items {
		if b.Name == strconv.Itoa(victim) {
			broker = b.Answer
		}
	}
	verdict := all.Clusters[0].Verdict
	return string(verdict.State) + ": " + verdict.Sentence, broker, nil
}
