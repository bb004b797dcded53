package metrics

import (
	"os"
	"runtime/metrics"
)

var (
	processCPU   = process("process_cpu_seconds_total", counter, "User and system CPU time.")
	processRSS   = process("process_resident_memory_bytes", gauge, "Resident memory size.")
	processVM    = process("process_virtual_memory_bytes", gauge, "Virtual memory size.")
	processFDs   = process("process_open_fds", gauge, "Open file descriptors.")
	processMost  = process("process_max_fds", gauge, "Maximum number of open file descriptors.")
	processStart = process("process_start_time_seconds", gauge, "Start time of the process in seconds since 1970.")
	goRoutines   = process("go_goroutines", gauge, "Goroutines that exist.")
	goHeap       = process("go_memstats_heap_alloc_bytes", gauge, "Heap bytes that are in use.")
	goCycles     = process("go_gc_cycles_total", counter, "Garbage collections that have ended.")
)

func process(name string, k kind, help string) *family {
	return &family{name: name, kind: k, help: help}
}

func processFamilies() []*family {
	return []*family{processCPU, processRSS, processVM, processFDs, processMost, processStart, goRoutines, goHeap, goCycles}
}

// runtimeMetrics are what the Go runtime calls some of them.
var runtimeMetrics = map[string]*family{
	"/sched/goroutines:goroutines":       goRoutines,
	"/memory/classes/heap/objects:bytes": goHeap,
	"/gc/cycles/total:gc-cycles":         goCycles,
}

// writeProcess writes what the process itself takes.
func writeProcess(r rows) {
	for name, f := range runtimeMetrics {
		s := []metrics.Sample{{Name: name}}
		metrics.Read(s)
		if s[0].Value.Kind() == metrics.KindUint64 {
			r.add(f, "", float64(s[0].Value.Uint64()))
		}
	}
	writeProc(r, os.DirFS("/proc"))
}
