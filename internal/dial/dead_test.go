package dial

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestOverADeadConnection(t *testing.T) {
	died := errors.New("the broker connection has died and the request will be retried on a new connection")
	for _, c := range []struct {
		err  error
		want bool
	}{{nil, false}, {io.EOF, false}, {died, true}, {fmt.Errorf("reading: %w", died), true}} {
		if got := overDeadConnection(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}
