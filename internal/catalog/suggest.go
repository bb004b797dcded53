package catalog

import "github.com/breakwaterhq/breakwater/internal/model"

// Suggest is the key of the layer that was meant: what Closest says of Names, in
// microseconds.
func Suggest(l model.Layer, v model.Version, name string) (string, bool) {
	return data().near(l, v).closest(name)
}

// Closest is the word that was meant: the one with the smallest distance to
// the name, if that is no more than two slips or a quarter of the name. Of
// several the first wins.
func Closest(name string, among []string) (string, bool) {
	best, found := "", false
	limit := slack(name)
	for _, word := range among {
		if d := distance(name, word, limit); d <= limit {
			best, found, limit = word, true, d-1
		}
	}
	return best, found
}

// slack is how far off the word may be that a name was meant to be.
func slack(name string) int { return max(2, len(name)/4) }

// distance is that of Damerau and Levenshtein (optimal string alignment): the
// letters left out, put in, changed or swapped with a neighbour. It gives up
// beyond the limit, with a number above it.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		lowest := i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			lowest = min(lowest, row[j])
		}
		if lowest > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(n int) int { return max(n, -n) }
