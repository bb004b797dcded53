package lab

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// allStopped tells whether every thread of a process has stopped (T in field 3 of
// /proc/PID/task/TID/stat). One that ends meanwhile counts as stopped.
func allStopped(pid int) bool {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil {
		return true
	}
	for _, file := range threads {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		// The program's name comes second, in brackets, and may hold any letter.
		state := bytes.TrimSpace(text[bytes.LastIndexByte(text, ')')+1:])
		if len(state) > 0 && bytes.IndexByte([]byte("TtZX"), state[0]) < 0 {
			return false
		}
	}
	return true
}
