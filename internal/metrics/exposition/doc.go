// Package exposition writes samples as Prometheus reads them: in the text format 0.0.4,
// and in OpenMetrics 1.0 where that differs. What the samples are of is for who writes
// them to say.
package exposition
