package topic

import (
	"fmt"
	"math"

	"github.com/breakwaterhq/breakwater/internal/rule"
)

// safeLayout is the layout that survives a failure during a restart.
const safeLayout = "set replicas: 3 and min.insync.replicas: 2"

// room is how many replicas the cluster has brokers for. Where that is not
// known exactly, nothing limits what may be advised.
func room(p *rule.Pass) int64 {
	if brokers, known := p.Brokers(); known && brokers.Exact {
		return brokers.N
	}
	return math.MaxInt64
}

// fixOfLayout advises replicas and min.insync.replicas that no rule of this
// family objects to, and that the cluster has brokers for.
func fixOfLayout(p *rule.Pass, replicas, minISR int64) string {
	brokers := room(p)
	fit := min(replicas, brokers)
	switch {
	case brokers < 3:
		return "add brokers until there are 3, then " + safeLayout
	case fit < 3:
		return safeLayout
	case replicas > brokers:
		return fmt.Sprintf("set replicas: %d and min.insync.replicas: %d", fit, fit-1)
	case minISR < 2 || minISR+1 > brokers:
		return fmt.Sprintf("set min.insync.replicas: %d", fit-1)
	}
	return fmt.Sprintf("set min.insync.replicas: %d, or replicas: %d", fit-1, minISR+1)
}
