package produce

import (
	"testing"
	"unsafe"
)

// TestAnEntryIsSmall: there is one for each record on its way.
func TestAnEntryIsSmall(t *testing.T) {
	if n := unsafe.Sizeof(entry{}); n > 128 {
		t.Errorf("an entry takes %d bytes", n)
	}
}
