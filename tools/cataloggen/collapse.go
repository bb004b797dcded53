package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// layerOrder is the order of the layers in the file, that of model.Layers.
var layerOrder = []string{"topic", "broker", "producer", "consumer", "admin", "group"}

// row is one definition with the releases that share it, as a bit mask.
type row struct {
	layer, name, rest string
	mask              uint32
}

// collapse merges what the releases print: rows that are equal in several of
// them become one. The first line names the releases, bit 0 first.
func collapse(releases, outputs []string) ([]byte, error) {
	if len(releases) > 32 {
		return nil, fmt.Errorf("%d releases do not fit a mask of 32 bits", len(releases))
	}
	masks := map[row]uint32{}
	for i, output := range outputs {
		for line := range strings.Lines(output) {
			cells := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", 3)
			if len(cells) < 3 || !slices.Contains(layerOrder, cells[0]) {
				return nil, fmt.Errorf("release %s printed %q", releases[i], line)
			}
			masks[row{layer: cells[0], name: cells[1], rest: cells[2]}] |= 1 << i
		}
	}
	var out bytes.Buffer
	fmt.Fprintln(&out, strings.Join(releases, " "))
	for _, r := range sorted(masks) {
		fmt.Fprintf(&out, "%s\t%s\t%x\t%s\n", r.layer, r.name, r.mask, r.rest)
	}
	return out.Bytes(), nil
}

// sorted orders by layer, name, and oldest release; so the rows of one key
// stand together, as the reader needs.
func sorted(masks map[row]uint32) []row {
	rows := make([]row, 0, len(masks))
	for r, mask := range masks {
		r.mask = mask
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(
			cmp.Compare(slices.Index(layerOrder, a.layer), slices.Index(layerOrder, b.layer)),
			cmp.Compare(a.name, b.name),
			cmp.Compare(a.mask&-a.mask, b.mask&-b.mask),
		)
	})
	return rows
}

// fold puts the releases' verdicts one after the other, each line led by its
// release; a sample that the release before judged alike is left out.
func fold(releases, outputs []string) []byte {
	var out bytes.Buffer
	last := map[string]string{}
	for i, output := range outputs {
		for line := range strings.Lines(output) {
			cut := strings.LastIndexByte(line, '\t') + 1
			if sample, verdict := line[:cut], line[cut:]; last[sample] != verdict {
				last[sample] = verdict
				out.WriteString(releases[i] + "\t" + line)
			}
		}
	}
	return out.Bytes()
}
