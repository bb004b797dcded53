package format

// Unjudged is text that is recognised, and that no rule reads: the
// configuration of software that runs beside Kafka. Its file is ignored, and
// the reason says so, because "not a Kafka configuration" would be wrong.
type Unjudged struct {
	Reason string // what it is, as "a Kafka Connect worker configuration: not judged yet"
}

// Error is the reason that stands in the list of ignored files.
func (e Unjudged) Error() string { return e.Reason }
