package prometheus

import (
	"fmt"
	"time"
)

// Options are what the rules are made for.
type Options struct {
	Objective float64       // the part of all records that is to be persisted, above 0.5 and below 1
	Period    time.Duration // over which the objective is to hold, an hour at least
	Scale     float64       // of all windows and waits, above 0 and up to 1: for tests and drills
}

// Default is an objective of 99.9 % over a week.
func Default() Options { return Options{Objective: 0.999, Period: 7 * 24 * time.Hour, Scale: 1} }

func (o Options) check() error {
	switch {
	case !(o.Objective > 0.5 && o.Objective < 1):
		return fmt.Errorf("the objective is %v: want a part of all records above 0.5 and below 1, as 0.999", o.Objective)
	case o.Period < time.Hour:
		return fmt.Errorf("the period of the objective is %s: want an hour or more", o.Period)
	case !(o.Scale > 0 && o.Scale <= 1):
		return fmt.Errorf("the scale of the windows is %v: want a number above 0 and up to 1", o.Scale)
	}
	return nil
}

// window is a time as Prometheus writes it, scaled, in the largest unit that divides it.
func (o Options) window(d time.Duration) string {
	d = max(time.Duration(float64(d)*o.Scale).Round(time.Millisecond), time.Millisecond)
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if d%u.of == 0 {
			return fmt.Sprintf("%d%s", d/u.of, u.name)
		}
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}
