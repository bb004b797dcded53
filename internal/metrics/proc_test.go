package metrics

import (
	"os"
	"runtime"
	"testing"
	"testing/fstest"
)

const stat = "7 (break) water) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 360000 123456789 2500 18446744073709551615 1 1 0\n"

func proc(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func TestProc(t *testing.T) {
	whole := map[string]string{"self/stat": stat, "stat": "cpu 1 2\nbtime 1700000000\n", "self/fd/0": "", "self/fd/1": "", "self/fd/2": "",
		"self/limits": "Limit  Soft Limit\nMax open files            1024                 4096                 files\n"}
	without := func(name string) map[string]string {
		out := map[string]string{}
		for file, text := range whole {
			if file != name {
				out[file] = text
			}
		}
		return out
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  map[*family]float64
	}{
		"all": {whole, map[*family]float64{processCPU: 3, processVM: 123456789, processRSS: float64(2500 * os.Getpagesize()),
			processFDs: 2, processMost: 1024, processStart: 1700003600}},
		"nothing":        {nil, map[*family]float64{processCPU: absent, processRSS: absent, processFDs: absent, processMost: absent, processStart: absent}},
		"no boot time":   {without("stat"), map[*family]float64{processCPU: 3, processStart: absent}},
		"no limits":      {without("self/limits"), map[*family]float64{processMost: absent, processFDs: 2}},
		"a stat cut off": {map[string]string{"self/stat": "7 (a) S 1 2"}, map[*family]float64{processCPU: absent, processVM: absent}},
		"an empty stat":  {map[string]string{"self/stat": ""}, map[*family]float64{processCPU: absent}},
		"no limit":       {map[string]string{"self/limits": "Max open files  unlimited  unlimited\n"}, map[*family]float64{processMost: absent}},
		"a short line":   {map[string]string{"self/limits": "Max open files\n"}, map[*family]float64{processMost: absent}},
	} {
		t.Run(name, func(t *testing.T) {
			r := rows{}
			writeProc(r, proc(c.files))
			p, err := parse(string((&text{}).tail(r)), false)
			if err != nil {
				t.Fatal(err)
			}
			for f, value := range c.want {
				p.want(t, f.name, value)
			}
		})
	}
}

// TestOwnProcess: what runs has goroutines and memory.
func TestOwnProcess(t *testing.T) {
	p := scrape(t, healthy(), Options{})
	names := []string{"go_goroutines", "go_memstats_heap_alloc_bytes"}
	if runtime.GOOS == "linux" {
		names = append(names, "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_max_fds", "process_start_time_seconds")
	}
	for _, name := range names {
		if v, there := p.series[name]; !there || v < 0 || name != "process_cpu_seconds_total" && v == 0 {
			t.Errorf("%s is %v, %v", name, v, there)
		}
	}
}
