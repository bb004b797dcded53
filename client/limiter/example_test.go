package limiter_test

import (
	"fmt"
	"time"

	"github.com/breakwaterhq/breakwater/client/limiter"
)

// A guard asks before it hands a record to kgo, and tells when it came back.
func ExampleLimiter() {
	brokers, err := limiter.New(limiter.Options{Budget: 32 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Now()
	leader := brokers.Of(3)
	if leader.Take(now, 1200) {
		fmt.Println("on the way:", leader.Snapshot().Outstanding)
		// … kgo calls the promise …
		leader.Done(now.Add(4*time.Millisecond), 1200, 4*time.Millisecond, limiter.Acknowledged)
	}
	fmt.Println("then:", leader.Snapshot().Outstanding)
	// Output:
	// on the way: 1200
	// then: 0
}

// While it is not known who leads what, half as much goes out.
func ExampleSet_Stale() {
	brokers, _ := limiter.New(limiter.Options{Budget: 32 << 20})
	now := time.Now()
	brokers.Of(3).Take(now, 1200)
	brokers.Stale(now, true)
	fmt.Println(brokers.Snapshot()[3].Limit)
	// Output: 524288
}
