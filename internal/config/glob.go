package config

import (
	"slices"
	"strings"

	"github.com/breakwaterhq/breakwater/internal/policy/strict"
	"github.com/breakwaterhq/breakwater/internal/rule"
	"github.com/breakwaterhq/breakwater/internal/source/file/yamlx"
)

// glob is a pattern of paths, cut at its slashes. The part ** stands for any
// number of folders.
type glob []string

// globs reads a list of patterns.
func (d decoder) globs(n yamlx.Node, what string) []glob {
	var out []glob
	d.Texts(n, what)
	for item := range n.Items() {
		text := item.Text()
		if problem := globProblem(text); problem != "" {
			d.Errorf(item.At(), "%s has %s: %s", what, strict.Quote(text), problem)
			continue
		}
		out = append(out, newGlob(text))
	}
	return out
}

func globProblem(text string) string {
	switch parts := strings.Split(text, "/"); {
	case strings.HasPrefix(text, "!"):
		return "a pattern cannot be negated"
	case strings.HasPrefix(text, "/"), slices.Contains(parts, ".."):
		return "a pattern is relative to the folder of " + Name + " and stays in it"
	case strings.Contains(text, `\`):
		return "folders are parted by /"
	case strings.ContainsAny(text, "[]{}"):
		return "a pattern has * for any characters but /, ? for one, and ** for any folders; write one entry for each alternative"
	case strings.Contains(strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "**" }), "/"), "**"):
		return "** stands for whole folders: put a / on both sides of it"
	}
	return ""
}

// newGlob cuts a pattern. What names a folder covers all that is below it, so
// every pattern ends in any number of folders; one that ends in ** itself
// wants something below.
func newGlob(text string) glob {
	var g glob
	for part := range strings.SplitSeq(text, "/") {
		if part != "" && part != "." {
			g = append(g, part)
		}
	}
	if n := len(g); n > 0 && g[n-1] == "**" {
		g[n-1] = "*"
	}
	return append(g, "**")
}

// match compares in quadratic time at the worst: on a mismatch it goes back
// to the last ** alone.
func (g glob) match(parts []string) bool {
	p, n, star, kept := 0, 0, -1, 0
	for n < len(parts) {
		switch {
		case p < len(g) && g[p] == "**":
			star, kept = p, n
			p++
		case p < len(g) && rule.MatchesAny(g[p:p+1], parts[n]):
			p++
			n++
		case star >= 0:
			kept++
			p, n = star+1, kept
		default:
			return false
		}
	}
	for p < len(g) && g[p] == "**" {
		p++
	}
	return p == len(g)
}
