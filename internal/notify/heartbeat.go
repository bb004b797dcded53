package notify

import (
	"time"

	"github.com/breakwaterhq/breakwater/internal/finding"
)

// HeartbeatRule is the rule label of the alert that always fires.
const HeartbeatRule = "watch/heartbeat"

// Heartbeat is the alert that shows that the watch of a cluster lives: it
// always fires, and whoever misses it knows that nobody watches. Give it to
// Update with each list, with the time of the newest look at the cluster that
// was completed. It goes to receivers that are told again and again, and only
// while that look is no older than twice Resend.
func Heartbeat(cluster string, at time.Time) Alert {
	return Alert{
		Key:      HeartbeatRule + "/" + cluster,
		StartsAt: at,
		Labels: map[string]string{
			LabelName: nameOf(HeartbeatRule), LabelRule: HeartbeatRule, LabelSeverity: finding.None.String(),
			LabelCluster: cluster, LabelSubject: "cluster",
		},
		Annotations: map[string]string{
			Summary:     "Breakwater watches this cluster",
			Description: "This alert always fires. Route it to a dead man's switch: where it is missing, nobody watches the cluster.",
		},
	}
}
