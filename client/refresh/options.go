package refresh

import (
	"fmt"
	"time"
)

// Options are the settings of a [Schedule]. A zero stands for its default.
type Options struct {
	// Gap is the least time between two questions, however many sends fail. 250 ms;
	// kgo's MetadataMinAge is 5 s, Java's retry.backoff.ms is 100 ms.
	Gap time.Duration
	// Shortest is the interval while sends fail, at least Gap. 2 s.
	Shortest time.Duration
	// Longest is the interval in quiet, at least Shortest. 30 s; Java's
	// metadata.max.age.ms and kgo's MetadataMaxAge are 5 min.
	Longest time.Duration
	// High is the part of the sends of an interval, above 0 and up to 1, whose failure
	// makes the interval the shortest. 0.005.
	High float64
	// Stale and Old are the ages from which metadata that were wanted and not had are
	// so; Old is at least Stale. 15 s and 30 s.
	Stale, Old time.Duration
}

func (o Options) withDefaults() Options {
	orElse(&o.Gap, 250*time.Millisecond)
	orElse(&o.Shortest, 2*time.Second)
	orElse(&o.Longest, 30*time.Second)
	orElse(&o.High, 0.005)
	orElse(&o.Stale, 15*time.Second)
	orElse(&o.Old, 30*time.Second)
	return o
}

func orElse[T comparable](v *T, other T) {
	if *v == *new(T) {
		*v = other
	}
}

// validate says which setting is wrong, after the defaults stand for the zeros.
func (o Options) validate() error {
	switch {
	case o.Gap < 0:
		return fmt.Errorf("refresh: Gap is %v: give 0 for the default, or more", o.Gap)
	case o.Shortest < o.Gap:
		return fmt.Errorf("refresh: Shortest is %v, below the Gap of %v between any two questions: raise it, or lower Gap", o.Shortest, o.Gap)
	case o.Longest < o.Shortest:
		return fmt.Errorf("refresh: Longest is %v, below Shortest, %v: raise it, or lower Shortest", o.Longest, o.Shortest)
	case !(o.High > 0 && o.High <= 1):
		return fmt.Errorf("refresh: High is %v: give a part above 0 and up to 1, or 0 for the default", o.High)
	case o.Stale < 0:
		return fmt.Errorf("refresh: Stale is %v: give 0 for the default, or more", o.Stale)
	case o.Old < o.Stale:
		return fmt.Errorf("refresh: Old is %v, below Stale, %v: raise it, or lower Stale", o.Old, o.Stale)
	}
	return nil
}
