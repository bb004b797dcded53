package metrics

import (
	"io/fs"
	"os"
	"strconv"
	"strings"
)

// ticks is what the Linux kernel counts time in for /proc (USER_HZ): 100 a
// second on every architecture that Go knows.
const ticks = 100

// writeProc writes what /proc tells of the process. Where there is no /proc
// nothing is known.
func writeProc(r rows, proc fs.FS) {
	writeStat(r, proc)
	if open, err := fs.ReadDir(proc, "self/fd"); err == nil {
		r.add(processFDs, "", float64(max(0, len(open)-1))) // one of them is this reading
	}
	if most, known := fileLimit(proc); known {
		r.add(processMost, "", most)
	}
}

// The fields of /proc/self/stat (proc(5)), counted from the first one behind
// the name of the process.
const (
	userTime   = 11
	systemTime = 12
	startTime  = 19
	virtual    = 20
	resident   = 21
)

func writeStat(r rows, proc fs.FS) {
	f := statFields(proc)
	if len(f) <= resident {
		return
	}
	r.add(processCPU, "", (f[userTime]+f[systemTime])/ticks)
	r.add(processVM, "", f[virtual])
	r.add(processRSS, "", f[resident]*float64(os.Getpagesize()))
	if boot, known := bootTime(proc); known {
		r.add(processStart, "", boot+f[startTime]/ticks)
	}
}

// statFields are the numbers behind the name of the process, which may hold
// spaces and brackets. A field that is no number is 0.
func statFields(proc fs.FS) []float64 {
	text, err := fs.ReadFile(proc, "self/stat")
	if err != nil {
		return nil
	}
	_, behind, _ := strings.Cut(string(text[strings.LastIndexByte(string(text), ')')+1:]), " ")
	words := strings.Fields(behind)
	out := make([]float64, len(words))
	for i, w := range words {
		out[i], _ = strconv.ParseFloat(w, 64)
	}
	return out
}

func bootTime(proc fs.FS) (float64, bool) {
	return numberBehind(proc, "stat", "btime ")
}

func fileLimit(proc fs.FS) (float64, bool) {
	return numberBehind(proc, "self/limits", "Max open files")
}

// numberBehind is the first number on the line that starts so.
func numberBehind(proc fs.FS, file, start string) (float64, bool) {
	text, err := fs.ReadFile(proc, file)
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(text)) {
		rest, is := strings.CutPrefix(line, start)
		words := strings.Fields(rest)
		if is && len(words) > 0 {
			n, err := strconv.ParseFloat(words[0], 64)
			return n, err == nil
		}
	}
	return 0, false
}
