package metrics

import "github.com/breakwaterhq/breakwater/internal/board"

var (
	receiverLabels = []string{"receiver"}

	sent = &family{name: "breakwater_delivery_sent_total", kind: counter, labels: receiverLabels,
		help: "Alerts that the receiver has taken."}
	failed = &family{name: "breakwater_delivery_failed_total", kind: counter, labels: receiverLabels,
		help: "Deliveries that failed, each try counted."}
	pending = &family{name: "breakwater_delivery_pending", kind: gauge, labels: receiverLabels,
		help: "Alerts that wait to be delivered."}
	lastSuccess = &family{name: "breakwater_delivery_last_success_timestamp_seconds", kind: gauge, labels: receiverLabels,
		help: "When the last delivery succeeded, in seconds since 1970.", absent: "if none ever did"}
	failing = &family{name: "breakwater_delivery_failing", kind: gauge, labels: receiverLabels,
		help: "1: every try fails at present, and nobody hears of alerts this way. 0: the last one succeeded.", absent: "before anything was tried, and when the watch does not move"}
)

func deliverySection() section {
	return section{"Delivery of alerts", "", []*family{sent, failed, pending, lastSuccess, failing}}
}

// writeDelivery writes what became of alerts, as far as the watch tells.
func writeDelivery(r rows, b *board.Board, moves bool) {
	for _, s := range b.Delivery {
		l := labels("").With("receiver", s.Name)
		r.add(sent, l, float64(s.Sent))
		r.add(failed, l, float64(s.Failed))
		r.add(pending, l, float64(s.Pending))
		if !s.Delivered.IsZero() {
			r.add(lastSuccess, l, float64(s.Delivered.UnixMilli())/1000)
		}
		if bad := !s.Since.IsZero() || s.Error != ""; moves && (bad || !s.Delivered.IsZero()) {
			r.add(failing, l, truth(bad))
		}
	}
}
