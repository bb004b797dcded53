package catalog

import "github.com/breakwaterhq/breakwater/internal/model"

// words is a list in which the nearest word is found many times faster than by Closest,
// if it is sorted: neighbours begin alike, so what was computed for one is half of what
// the next one needs, and a beginning that is too far off already ends all words that
// have it. It never changes, and may be used from several goroutines.
type words struct {
	all     []string
	shared  []int // bytes at the start that a word has in common with the one before it
	longest int
}

func newWords(all []string) *words {
	w := &words{all: all, shared: make([]int, len(all))}
	for i, word := range all {
		if i > 0 {
			w.shared[i] = alike(word, all[i-1])
		}
		w.longest = max(w.longest, len(word))
	}
	return w
}

// alike is how many bytes two words have in common at their start.
func alike(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// closest is what Closest says of the same words in the same order.
func (w *words) closest(name string) (best string, found bool) {
	limit := slack(name)
	if len(name)-limit > w.longest {
		return "", false
	}
	t := newTable(name, limit, w.longest)
	for i, word := range w.all {
		t.keep(w.shared[i])
		if t.over(limit) || abs(len(word)-len(name)) > limit || !t.extend(word, limit) {
			continue
		}
		if d := t.distance(); d <= limit {
			best, found, limit = word, true, d-1
		}
	}
	return best, found
}

// listed names a list of keys.
type listed struct {
	layer model.Layer
	line  int
}

// near are the keys of a layer in a release line, made on first need.
func (c *catalogue) near(l model.Layer, v model.Version) *words {
	at := listed{l, c.line(v)}
	if known, ok := c.words.Load(at); ok {
		return known.(*words)
	}
	made, _ := c.words.LoadOrStore(at, newWords(Names(l, v)))
	return made.(*words)
}
