package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// quick is a limit that is over at once.
const quick = 20 * time.Millisecond

func TestWhatIsNotDoneInTimeSaysHowFarItHasCome(t *testing.T) {
	for name, test := range map[string]struct {
		room   int   // how many records the client takes before it keeps the sender waiting
		told   int   // how many of them have an outcome
		err    error // of those
		says   string
		unsaid string
	}{
		"nothing is taken":     {0, 0, nil, ": 0 records were given to the client, and 0 of them have an outcome", "error"},
		"one waits for room":   {5, 2, nil, ": 5 records were given to the client, and 2 of them have an outcome", "error"},
		"all wait for answers": {61, 40, nil, ": 61 records were given to the client, and 40 of them have an outcome", "error"},
		"one has failed":       {5, 3, errors.New("no such topic"), "3 of them have an outcome; the first error is: no such topic", "nil"},
	} {
		t.Run(name, func(t *testing.T) {
			var all sending
			block, left := make(chan struct{}), test.room
			defer close(block)
			s := &sender{send: func(*kgo.Record) {
				if left--; left < 0 {
					<-block
				}
				if test.room-left <= test.told {
					all.tell(test.err)
				}
			}}
			err := all.within(quick, func() error {
				all.open.Add(61)
				for range 61 {
					all.sends(s, &kgo.Record{})
				}
				return all.wait()
			})
			if err == nil || !strings.Contains(err.Error(), "it was not done after 20ms") || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("%v, want %q", err, test.says)
			}
			if strings.Contains(err.Error(), test.unsaid) || !errors.Is(err, test.err) && test.err != nil {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWhatIsDoneInTimeHasItsOwnEnd(t *testing.T) {
	failed := errors.New("no such topic")
	for _, test := range []struct{ told, want error }{{nil, nil}, {failed, failed}} {
		var all sending
		s := &sender{send: func(*kgo.Record) { all.tell(test.told) }, end: func() error { return nil }}
		err := all.within(time.Minute, func() error {
			_, err := run(s, &all, load{size: 10, count: 7})
			return err
		})
		if !errors.Is(err, test.want) || (err == nil) != (test.want == nil) {
			t.Errorf("%v, want %v", err, test.want)
		}
		if sent, told := all.sent.Load(), all.told.Load(); test.want == nil && (sent != 8 || told != 8) {
			t.Errorf("%d were sent and %d told, want the first one and seven", sent, told)
		}
	}
}
