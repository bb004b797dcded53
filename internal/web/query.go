package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// How many things a document lists unless it is asked for more or fewer, and
// how many it lists at the most.
const (
	usualLimit   = 1000
	highestLimit = 100_000
)

// query is what stands behind the question mark. A word that is not known is
// refused: a filter that was spelt wrongly must not show everything.
type query struct{ values url.Values }

func queryOf(r *http.Request, allowed ...string) (query, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return query{}, badRequest("what stands behind the question mark cannot be read: encode it as in a URL")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		switch {
		case len(allowed) == 0:
			return query{}, badRequest("%s is not known here, nor is any other parameter", quoted(name))
		case !slices.Contains(allowed, name):
			return query{}, badRequest("%s is not known here: use %s", quoted(name), strings.Join(allowed, ", "))
		case len(values[name]) > 1:
			return query{}, badRequest("%s is given %d times: give it once", quoted(name), len(values[name]))
		}
	}
	return query{values}, nil
}

// filter is what most documents can be asked for.
type filter struct {
	query
	cluster string // "" for all
	limit   int
}

// filterOf reads the parameters that are allowed, and the limit.
func filterOf(r *http.Request, v view, allowed ...string) (filter, error) {
	q, err := queryOf(r, append(allowed, "limit")...)
	if err != nil {
		return filter{}, err
	}
	cluster, err := q.cluster(v)
	if err != nil {
		return filter{}, err
	}
	limit, err := q.limit()
	return filter{q, cluster, limit}, err
}

// limit is how many things are wanted.
func (q query) limit() (int, error) {
	text := q.values.Get("limit")
	if text == "" {
		return usualLimit, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > highestLimit {
		return 0, badRequest("limit is %s: give a number from 1 to %d", quoted(text), highestLimit)
	}
	return n, nil
}

// among is a list of words, each of which must be one of those that there are.
// Nil: all are wanted.
func (q query) among(name string, words ...string) ([]string, error) {
	text := q.values.Get(name)
	if text == "" {
		return nil, nil
	}
	chosen := strings.Split(text, ",")
	for _, word := range chosen {
		if !slices.Contains(words, word) {
			return nil, badRequest("%s is %s: use %s", name, quoted(word), strings.Join(words, ", "))
		}
	}
	return chosen, nil
}

// cluster is the name of the wanted cluster; "" for all.
func (q query) cluster(v view) (string, error) {
	name := q.values.Get("cluster")
	if name == "" {
		return "", nil
	}
	var names []string
	for _, c := range v.Clusters {
		names = append(names, c.Name)
	}
	switch {
	case slices.Contains(names, name):
		return name, nil
	case len(names) == 0:
		return "", notFound("no cluster %s is watched: none has been looked at yet", quoted(name))
	}
	return "", notFound("no cluster %s is watched: there is %s", quoted(name), strings.Join(names, ", "))
}

// wanted tells whether a word passes a filter that may be empty.
func wanted(chosen []string, word string) bool {
	return len(chosen) == 0 || slices.Contains(chosen, word)
}

func quoted(s string) string {
	if len(s) > 100 {
		s = s[:100]
	}
	return strconv.Quote(s)
}
