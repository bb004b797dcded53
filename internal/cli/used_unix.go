//go:build unix

package cli

import (
	"runtime"
	"syscall"
	"time"
)

// used is how much processor time this process has taken, and how many bytes of
// memory at the most.
func used() (processor time.Duration, memory int64, known bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, 0, false
	}
	memory = int64(u.Maxrss) //nolint:unconvert // it has 32 bits on some systems
	if runtime.GOOS != "darwin" && runtime.GOOS != "ios" {
		memory *= 1024 // the others count in kilobytes
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), memory, true
}
