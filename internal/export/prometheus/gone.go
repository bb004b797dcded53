package prometheus

import (
	"fmt"
	"time"
)

// gone tells that nothing is told, which nobody may take for health.
func gone(o Options) []Rule {
	before, wait := o.window(time.Hour), o.window(5*time.Minute)
	const series = "sum without (instance, pod, outcome) (breakwater_client_records_total%s)"
	return []Rule{
		rule("BreakwaterClientAbsent", critical, wait,
			"absent(breakwater_client_records_total)",
			"no client tells anything of its records, for "+wait,
			"None of the other alerts about clients can fire. See whether the applications run, whether they register their guards, and whether Prometheus scrapes them."),
		rule("BreakwaterClientGone", warning, wait,
			fmt.Sprintf(series, " offset "+before)+"\nunless\n"+fmt.Sprintf(series, ""),
			who+" told of its records "+before+" ago, and tells nothing any more",
			"None of the other alerts can fire for it. See whether the application runs, and whether Prometheus scrapes it. If it was taken away on purpose this ends by itself after "+before+"."),
		rule("BreakwaterClientHalfGuarded", warning, wait,
			"breakwater_client_missing > 0",
			"the client of "+one+" was made without {{ $value }} things that its guard needs",
			"More records come in doubt than need be, and nothing settles them. Guard.Missing says what: mostly produce.Options() in front of the options of kgo.NewClient."),
	}
}
