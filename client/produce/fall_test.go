package produce

import (
	"testing"
	"time"
)

// TestAFall is told once, with both offsets, and not where offsets ascend, or where answers
// may come in any order.
func TestAFall(t *testing.T) {
	for again, want := range map[bool]string{
		false: "offset 0 of t, partition 0, was acknowledged after offset 8: the log was cut or the topic made anew, and what was acknowledged at offsets 0 to 8 may be lost",
		true:  "",
	} {
		got := ""
		s := on(t, Config{Fell: func(f Fall) { got += f.String() }})
		s.again = again
		s.sends(t.Context(), 0, 4)
		for i, offset := range []int64{7, 8, 0, 1} {
			s.kgo.acks(i, offset, 1, 0)
		}
		if got != want || s.Counts().Falls != uint64(count(!again)) {
			t.Errorf("%q, %d counted", got, s.Counts().Falls)
		}
		if err := s.shut(time.Minute); err != nil {
			t.Error(err)
		}
	}
}
