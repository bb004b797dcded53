package produce

import (
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/breakwaterhq/breakwater/client/limiter"
)

// verdictOn is what an answer says of its broker. It refuses if it throttles, or if half of
// the partitions have an error for which kgo sends a batch again: one partition of many
// that has too few replicas is no reason to send less to all others.
func verdictOn(resp *kmsg.ProduceResponse) (v limiter.Verdict, why string) {
	refusals, acknowledged, all := 0, 0, 0
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			all++
			err := kerr.TypedErrorForCode(p.ErrorCode)
			switch {
			case err == nil || err == kerr.DuplicateSequenceNumber:
				acknowledged++
			case err.Retriable:
				refusals++
				why = err.Message
			}
		}
	}
	switch {
	case resp.ThrottleMillis > 0:
		return limiter.Refused, cutThrottled
	case refusals > 0 && 2*refusals >= all:
		return limiter.Refused, why
	case acknowledged > 0:
		return limiter.Acknowledged, cutLate
	}
	return limiter.Failed, cutLate
}

// refuses tells whether an answer has an error for which kgo sends a batch again.
func refuses(resp *kmsg.ProduceResponse) bool {
	for _, t := range resp.Topics {
		for _, p := range t.Partitions {
			if kerr.IsRetriable(kerr.ErrorForCode(p.ErrorCode)) {
				return true
			}
		}
	}
	return false
}
