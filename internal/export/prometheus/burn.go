package prometheus

import (
	"fmt"
	"strconv"
	"time"
)

// A pace is how fast the budget of failures may burn: the part of what the period allows,
// spent within a window. The short window ends the alert soon after the failures.
type pace struct {
	severity    string
	spent       float64
	long, short time.Duration
}

var paces = []pace{
	{critical, 0.10, time.Hour, 5 * time.Minute},
	{warning, 0.02, time.Hour, 5 * time.Minute},
	{warning, 0.10, 24 * time.Hour, 2 * time.Hour},
}

const (
	// fewest is how many records must have failed: of few records one that fails is a
	// large part.
	fewest = 5
	// most is the largest failure ratio that an objective, however low, lets pass.
	most = 0.5
)

// limit is the failure ratio above which the budget burns too fast.
func (p pace) limit(o Options) float64 {
	return min(p.spent*float64(o.Period)/float64(p.long)*(1-o.Objective), most)
}

// number is a ratio in as few digits as it has.
func number(f float64) string { return strconv.FormatFloat(f, 'g', 4, 64) }

// failed is how many records failed in a window, by what tells applications apart, whatever
// their instances are called.
func failed(window string) string {
	return fmt.Sprintf(`sum without (instance, pod, outcome) (increase(breakwater_client_records_total{outcome!="persisted"}[%s]))`, window)
}

func told(window string) string {
	return fmt.Sprintf(`sum without (instance, pod, outcome) (increase(breakwater_client_records_total[%s]))`, window)
}

func persisted(window string) string {
	return fmt.Sprintf(`sum without (instance, pod, outcome) (increase(breakwater_client_records_total{outcome="persisted"}[%s]))`, window)
}

func burns(o Options) (out []Rule) {
	for _, p := range paces {
		long, short, limit := o.window(p.long), o.window(p.short), p.limit(o)
		expr := fmt.Sprintf("(%s / %s) > %s\nand\n(%s / %s) > %s\nand\n%s >= %d",
			failed(long), told(long), number(limit), failed(short), told(short), number(limit), failed(long), fewest)
		burning := rule("BreakwaterClientFailureBudgetBurns", p.severity, "", expr,
			fmt.Sprintf("%s of the records of %s failed within %s; above %s%% that spends %s%% of what an objective of %s%% allows in %s", percent, who, long, number(100*limit), number(100*p.spent), number(100*o.Objective), o.window(o.Period)),
			"What is not persisted is lost unless the application sends it again. breakwater_client_failures_total says for which reasons, breakwater_client_topic_failures_total in which topics; breakwater scan says what is wrong with the cluster.")
		burning.Labels["window"] = long // two of one severity are two alerts
		out = append(out, burning)
	}
	window := o.window(10 * time.Minute)
	return append(out, rule("BreakwaterClientNothingPersisted", critical, o.window(2*time.Minute),
		fmt.Sprintf("%s > 0\nunless\n%s > 0", failed(window), persisted(window)),
		fmt.Sprintf("%s has no record persisted within %s: {{ $value | humanize }} failed", who, window),
		"Nothing that this application writes is in Kafka. breakwater_client_failures_total says for which reasons; breakwater scan says what is wrong with the cluster."))
}
