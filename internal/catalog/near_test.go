package catalog

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/breakwaterhq/breakwater/internal/model"
)

// naive is what Suggest must say, and the floor that it is measured against.
func naive(l model.Layer, v model.Version, name string) (string, bool) {
	return Closest(name, Names(l, v))
}

// slips makes some mistakes in a word: letters left out, put in, changed, swapped with
// a neighbour, and parts of it moved or said twice.
func slips(r *rand.Rand, word string, n int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz.._-0Aé"
	text := []byte(word)
	for range n {
		if len(text) < 2 {
			return string(text)
		}
		at, c := r.IntN(len(text)-1), letters[r.IntN(len(letters))]
		switch r.IntN(6) {
		case 0:
			text = slices.Delete(text, at, at+1)
		case 1:
			text = slices.Insert(text, at, c)
		case 2:
			text[at] = c
		case 3, 4:
			text[at], text[at+1] = text[at+1], text[at]
		case 5:
			text = slices.Insert(text, at, text[at:]...)
		}
	}
	return string(text)
}

// same fails where Suggest does not say what the naive way says.
func same(t *testing.T, l model.Layer, v model.Version, name string) (found bool) {
	t.Helper()
	want, is := naive(l, v, name)
	if got, ok := Suggest(l, v, name); got != want || ok != is {
		t.Errorf("Suggest(%s, %s, %q) = %q, %v; Closest says %q, %v", l, v, name, got, ok, want, is)
	}
	return is
}

// TestSuggestIsClosestOfAllNames, for every key with one to a dozen slips in it, in the
// newest release line and in the oldest.
func TestSuggestIsClosestOfAllNames(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	asked, found := 0, 0
	for _, v := range []model.Version{Newest(), Versions()[0]} {
		for _, l := range model.Layers() {
			for _, name := range Names(l, v) {
				for n := range 8 {
					asked++
					if same(t, l, v, slips(r, name, n+n/6*(n-2))) {
						found++
					}
				}
			}
		}
	}
	if found < asked/2 || found == asked {
		t.Errorf("of %d misspelt keys %d were found: that tests one side only", asked, found)
	}
}

func TestSuggestIsClosestAtTheEdges(t *testing.T) {
	long := strings.Repeat("ssl.truststore.", 20)
	for _, l := range model.Layers() {
		for _, v := range Versions() {
			for _, name := range []string{"", "a", "ab", "acks", "id", "log", "log.", long, long[:80], long[:100], "\xff\xfe", "ключ"} {
				same(t, l, v, name)
			}
		}
	}
	same(t, model.LayerTopic, model.Version{Major: 99}, "cleanup.polic")
	same(t, 0, Newest(), "cleanup.polic")
}

// TestTheNearestOfAnyWords compares the two on lists that are not sorted, have a word
// twice, or words that begin alike.
func TestTheNearestOfAnyWords(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	word := func() string { return slips(r, "abcabc"[:r.IntN(6)+1], r.IntN(4)) }
	for range 3000 {
		list := make([]string, r.IntN(8))
		for i := range list {
			list[i] = word()
		}
		if r.IntN(2) == 0 {
			slices.Sort(list)
		}
		name := word()
		want, is := Closest(name, list)
		if got, ok := newWords(list).closest(name); got != want || ok != is {
			t.Fatalf("the closest to %q of %q is %q, %v; want %q, %v", name, list, got, ok, want, is)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	for _, name := range []string{"segmnet.bytes", "log.retention.hour", "", "unclean.leader.election.enabled", "\x00", strings.Repeat("log.", 25)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		for _, l := range model.Layers() {
			same(t, l, Newest(), name)
		}
	})
}

// misspelt are names to measure with: near one key, near none, as long as the longest
// and of letters that every key has.
var misspelt = []struct{ what, name string }{
	{"Slip", "log.segmnet.bytes"},
	{"Unknown", "unknown.key.17"},
	{"Long", "log.cleaner.min.sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms.enabled"},
	{"Letters", "rest.some.area.net.ion.ation.set.er.se"},
}

func BenchmarkSuggest(b *testing.B) {
	for _, m := range misspelt {
		b.Run(m.what, func(b *testing.B) {
			for b.Loop() {
				Suggest(model.LayerBroker, Newest(), m.name)
			}
		})
	}
}

// BenchmarkSuggestNaive is the floor to compare with.
func BenchmarkSuggestNaive(b *testing.B) {
	for _, m := range misspelt {
		b.Run(m.what, func(b *testing.B) {
			for b.Loop() {
				naive(model.LayerBroker, Newest(), m.name)
			}
		})
	}
}
