package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
	"strings"
)

// place is where a record lies.
type place struct {
	partition int
	offset    int64
}

// unknown is where a producer does not know the offset: the broker had the batch already,
// and no longer knew where.
const unknown = -1

func parsePlace(partition, offset string) (p place, err error) {
	if p.partition, err = strconv.Atoi(partition); err != nil {
		return p, err
	}
	p.offset, err = strconv.ParseInt(offset, 10, 64)
	return p, err
}

func (p place) before(q place) int {
	if p.partition != q.partition {
		return p.partition - q.partition
	}
	return int(p.offset - q.offset)
}

// topic is what a log holds: the digest of each record.
type topic map[place]string

// places are those of a digest.
func (t topic) places() map[string][]place {
	out := make(map[string][]place, len(t))
	for at, digest := range t {
		out[digest] = append(out[digest], at)
	}
	for _, all := range out {
		slices.SortFunc(all, place.before)
	}
	return out
}

// stored is a record as Kafka's consumer has printed it; nil is null.
type stored struct {
	Partition *int   `json:"partition"`
	Offset    *int64 `json:"offset"`
	Key       []byte `json:"key"`
	Value     []byte `json:"value"`
	Headers   []struct {
		Key   string `json:"key"`
		Value []byte `json:"value"`
	} `json:"headers"`
}

func readLog(in io.Reader) (topic, error) {
	out := topic{}
	lines := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for n := 1; ; n++ {
		var r stored
		err := lines.Decode(&r)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil || r.Partition == nil || r.Offset == nil {
			return nil, fmt.Errorf("record %d is none: %w", n, errors.Join(err, errors.New("it takes partition and offset")))
		}
		at := place{*r.Partition, *r.Offset}
		if _, is := out[at]; is {
			return nil, fmt.Errorf("record %d: partition %d has offset %d twice", n, at.partition, at.offset)
		}
		out[at] = r.digest()
	}
}

// digest is what doc.go says of it.
func (r *stored) digest() string {
	h := sha256.New()
	part(h, r.Key)
	part(h, r.Value)
	for _, header := range r.Headers {
		part(h, []byte(header.Key))
		part(h, header.Value)
	}
	return hex.EncodeToString(h.Sum(nil)[:sha256.Size/2])
}

func part(h hash.Hash, b []byte) {
	if b == nil {
		h.Write([]byte("-\n")) // a hash takes everything
		return
	}
	fmt.Fprintf(h, "%d\n%s\n", len(b), b)
}

// readPlaces reads a partition and an offset from each line.
func readPlaces(in io.Reader) (out []place, err error) {
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		partition, offset, _ := strings.Cut(lines.Text(), " ")
		at, err := parsePlace(partition, offset)
		if err != nil {
			return nil, err
		}
		out = append(out, at)
	}
	return out, lines.Err()
}
