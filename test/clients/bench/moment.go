package main

import (
	"os"
	"regexp"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

// moment is what a process has used up to then.
type moment struct {
	at             time.Time
	processor      time.Duration
	allocs         uint64
	resident, most int64 // bytes; 0 where the system does not tell it
}

func measured() moment {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return moment{at: time.Now()}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	now := moment{at: time.Now(), processor: time.Duration(u.Utime.Nano() + u.Stime.Nano()), allocs: m.Mallocs}
	now.resident, now.most = memory()
	return now
}

var resident = regexp.MustCompile(`Vm(HWM|RSS):\s+(\d+) kB`)

// memory is what this process has resident, and the most that it has had. That of
// getrusage is the parent's, if that had more.
func memory() (now, most int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for _, m := range resident.FindAllStringSubmatch(string(status), -1) {
		kB, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			return 0, 0
		}
		if m[1] == "HWM" {
			most = kB << 10
		} else {
			now = kB << 10
		}
	}
	return now, most
}
