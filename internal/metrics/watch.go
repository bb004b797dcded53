package metrics

import (
	"cmp"
	"maps"
	"runtime"
	"slices"

	"github.com/breakwaterhq/breakwater/internal/board"
)

var (
	buildInfo = &family{name: "breakwater_build_info", kind: gauge, labels: []string{"version", "go_version"},
		help: "Always 1. Which Breakwater this is."}
	watchStart = &family{name: "breakwater_watch_start_timestamp_seconds", kind: gauge,
		help: "When the watch began, in seconds since 1970.", absent: "before it has"}
	storageFailing = &family{name: "breakwater_storage_failing", kind: gauge,
		help: "1: nothing can be kept on disk at present, and a restart would lose the timeline, silences and acknowledgements.", absent: "before the watch has begun, and when it does not move"}
)

func watchSection() section {
	return section{"The watch itself", "", []*family{buildInfo, watchStart, storageFailing}}
}

// writeWatch writes what is known of the whole watch. One that does not move
// does not know whether its disk works.
func writeWatch(r rows, b *board.Board, o *Options, moves bool) {
	r.add(buildInfo, labels("").With("version", cmp.Or(o.Build, b.Version)).With("go_version", runtime.Version()), 1)
	if b.Started.IsZero() {
		return
	}
	r.add(watchStart, "", float64(b.Started.UnixMilli())/1000)
	if moves {
		r.add(storageFailing, "", truth(b.Storage != ""))
	}
}

var (
	up = &family{name: "breakwater_up", kind: gauge, labels: []string{"cluster"},
		help: "1: the last look was in time, and brokers answered. 0: no broker answered, or the watch does not move.", absent: "until the first look has ended or is overdue"}
	clusterInfo = &family{name: "breakwater_cluster_info", kind: gauge, labels: []string{"cluster", "kafka_cluster_id"},
		help: "Always 1. How Kafka itself calls the cluster.", absent: "before Kafka has told"}
	looks = &family{name: "breakwater_looks_total", kind: counter, labels: []string{"cluster"},
		help: "Looks at the cluster that have ended."}
	lookAt = &family{name: "breakwater_look_timestamp_seconds", kind: gauge, labels: []string{"cluster"},
		help: "When the last look ended, in seconds since 1970.", absent: "before the first one has"}
	lookTook = &family{name: "breakwater_look_duration_seconds", kind: gauge, labels: []string{"cluster"},
		help: "How long the last look took.", absent: "before the first one has ended"}
	lookEvery = &family{name: "breakwater_look_interval_seconds", kind: gauge, labels: []string{"cluster"},
		help: "How often the watch means to look.", absent: "before the first look has ended"}
	lookRequests = &family{name: "breakwater_look_requests", kind: gauge, labels: []string{"cluster", "request"},
		help: "Requests to Kafka in the last look, by their names."}
	lookSent = &family{name: "breakwater_look_sent_bytes", kind: gauge, labels: []string{"cluster"},
		help: "Bytes that the last look sent to Kafka.", absent: "before the first one has ended"}
	lookReceived = &family{name: "breakwater_look_received_bytes", kind: gauge, labels: []string{"cluster"},
		help: "Bytes that the last look got from Kafka.", absent: "before the first one has ended"}
	historySeries = &family{name: "breakwater_history_series", kind: gauge, labels: []string{"cluster"},
		help: "Numbers whose past is remembered."}
	historyBytes = &family{name: "breakwater_history_bytes", kind: gauge, labels: []string{"cluster"},
		help: "Memory that the remembered past takes."}
)

// writeLook writes what is known of the watch of a cluster, whether or not
// anything is known of the cluster.
func writeLook(v *view) {
	v.add(looks, float64(v.Look.Number))
	v.add(historySeries, float64(v.Memory.Series))
	v.add(historyBytes, float64(v.Memory.Bytes))
	if v.ID != "" {
		v.rows.add(clusterInfo, v.at.With("kafka_cluster_id", v.ID), 1)
	}
	if v.At.IsZero() {
		return
	}
	v.add(lookAt, float64(ended(v.Cluster).UnixMilli())/1000)
	v.add(lookTook, v.Look.Took.Seconds())
	v.add(lookEvery, v.Look.Every.Seconds())
	v.add(lookSent, float64(v.Look.Sent))
	v.add(lookReceived, float64(v.Look.Received))
	for _, name := range slices.Sorted(maps.Keys(v.Look.Requests)) {
		v.rows.add(lookRequests, v.at.With("request", name), float64(v.Look.Requests[name]))
	}
}
