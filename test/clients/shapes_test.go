package clients

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// shapes are records whose parts have the lengths at which a varint gets longer.
func shapes() map[string]*kgo.Record {
	out := map[string]*kgo.Record{
		"nothing":                  {},
		"empty key and value":      {Key: []byte{}, Value: []byte{}},
		"null key, empty value":    {Value: []byte{}},
		"header of null":           {Value: []byte("v"), Headers: []kgo.RecordHeader{{Key: "h"}}},
		"header without a name":    {Headers: []kgo.RecordHeader{{Value: []byte{}}}},
		"headers of one name":      {Key: []byte("größe"), Headers: []kgo.RecordHeader{{Key: "ü", Value: []byte("1")}, {Key: "ü", Value: []byte("2")}}},
		"a record of 63 bytes":     {Value: text(63 - 6)},
		"a record of 64 bytes":     {Value: text(64 - 6)},
		"a record of 8,191 bytes":  {Value: text(8191 - 7)},
		"a record of 8,192 bytes":  {Value: text(8192 - 7)},
		"a record of 1 MiB - 1":    {Value: text(1<<20 - 1 - 8)},
		"a record of 1 MiB":        {Value: text(1<<20 - 8)},
		"a megabyte in every part": {Key: text(1 << 20), Value: text(1 << 20), Headers: []kgo.RecordHeader{{Key: "h", Value: text(1 << 20)}}},
	}
	for _, n := range []int{1, 62, 63, 64, 65, 8190, 8191, 8192, 8193, 1<<20 - 1, 1 << 20} {
		out[fmt.Sprint("value of ", n)] = &kgo.Record{Value: text(n)}
		out[fmt.Sprint("key of ", n)] = &kgo.Record{Key: text(n), Value: []byte("v")}
		out[fmt.Sprint("header of ", n)] = &kgo.Record{Headers: []kgo.RecordHeader{{Key: "h", Value: text(n)}, {Key: string(text(n % 9000))}}}
	}
	for _, n := range []int{2, 63, 64, 300, 8191, 8192} {
		out[fmt.Sprint(n, " headers")] = &kgo.Record{Value: []byte("v"), Headers: slices.Repeat([]kgo.RecordHeader{{Key: "h", Value: []byte("v")}}, n)}
	}
	return out
}

func text(n int) []byte { return bytes.Repeat([]byte("v"), n) }

// together are batches of several records: their places and times are varints, too.
func together(now time.Time) map[string][]*kgo.Record {
	at := func(value int, after time.Duration) *kgo.Record {
		return &kgo.Record{Key: []byte("k"), Value: text(value), Timestamp: now.Add(after)}
	}
	out := map[string][]*kgo.Record{
		"two at once":         {at(10, 0), at(10, 0)},
		"63 and 64 ms later":  {at(10, 0), at(10, 63*time.Millisecond), at(10, 64*time.Millisecond)},
		"64 and 65 ms before": {at(10, 0), at(10, -64*time.Millisecond), at(10, -65*time.Millisecond)},
		"parts of a ms":       {at(1, 999*time.Microsecond), at(1, 1001*time.Microsecond), at(1, -time.Nanosecond)},
		"a year before":       {at(10, 0), at(10, -365*24*time.Hour), at(63, -time.Hour)},
		"of every shape":      nil,
	}
	for i := range 9000 {
		out["9,000"] = append(out["9,000"], at(i%70, time.Duration(i)*time.Millisecond))
	}
	every := shapes()
	for i, name := range slices.Sorted(maps.Keys(every)) {
		every[name].Timestamp = now.Add(time.Duration(i*i-40) * time.Second)
		out["of every shape"] = append(out["of every shape"], every[name])
	}
	return out
}
