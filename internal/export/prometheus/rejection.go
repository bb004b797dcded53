package prometheus

import (
	"fmt"
	"time"
)

// tooLarge are the reasons that say that a record was too large: the broker's, kgo's before
// it sends, and the guard's own.
const tooLarge = "MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|policy:sizes"

// isMost is a part of all records that is no stray one any more.
const isMost = 0.1

// refusals is how many records failed for reasons in a window.
func refusals(reasons, by, window string) string {
	return fmt.Sprintf(`sum without (instance, pod%s) (increase(breakwater_client_failures_total{reason=~"%s"}[%s]))`, by, reasons, window)
}

// rejections tell of records that will never be let in, however often they are sent.
func rejections(o Options) (out []Rule) {
	window := o.window(10 * time.Minute)
	for _, at := range []struct {
		severity string
		limit    float64
	}{{critical, max(isMost, 1-o.Objective)}, {warning, 1 - o.Objective}} {
		out = append(out, rule("BreakwaterClientRecordsTooLarge", at.severity, "",
			fmt.Sprintf("(%s / %s) > %s\nand\n%s >= %d", refusals(tooLarge, ", reason", window), told(window), number(at.limit), refusals(tooLarge, ", reason", window), fewest),
			fmt.Sprintf("%s of the records of %s were too large within %s, above %s%%", percent, who, window, number(100*at.limit)),
			"Such a record is never stored, however often it is sent. Hold max.message.bytes and segment.bytes of the topic against what is sent (breakwater scan; the smaller one counts), or have produce.Sizes shrink or keep such records."))
	}
	return append(out, rule("BreakwaterClientRecordsRejected", warning, "",
		fmt.Sprintf("(%s / ignoring (reason) group_left %s) > %s\nand\n%s >= %d", refusals("policy:.*", "", window), told(window), number(1-o.Objective), refusals("policy:.*", "", window), fewest),
		fmt.Sprintf("%s of the records of %s were rejected by {{ $labels.reason }} within %s, above %s%%", percent, who, window, number(100*(1-o.Objective))),
		"What a policy rejects is not sent. Mend what makes such records, or the policy; Policy.Observed lets them through and counts them."))
}
