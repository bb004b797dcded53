package refresh_test

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/client/refresh"
)

// Whoever owns the client asks when a question is due, and tells the answer.
func ExampleSchedule() {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	s, err := refresh.New(now, refresh.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if s.Due(now) {
		// … client.ForceMetadataRefresh(), or a request of one's own …
		s.Refreshed(now, true)
	}
	fmt.Println("next in", s.Next(now).Sub(now))
	now = now.Add(time.Second)
	s.Sent(1000)
	for range 1000 {
		s.Failed(now)
	}
	fmt.Println("due:", s.Due(now), s.Due(now))
	// Output:
	// next in 2s
	// due: true false
}

func ExampleSchedule_Level() {
	now := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	s, _ := refresh.New(now, refresh.Options{})
	for range 4 {
		now = now.Add(10 * time.Second)
		if s.Due(now) {
			s.Refreshed(now, false)
		}
		fmt.Println(s.Age(now), s.Level(now))
	}
	// Output:
	// 10s fresh
	// 20s stale
	// 30s old
	// 40s old
}
