package gitignore

import "strings"

// matchPath matches the segments of a pattern with those of a path. "**"
// stands for any number of folders, and at the end for at least one name.
// Like glob it goes back to the last "**" alone, which is enough because all
// else stands for one segment, and which bounds the work.
func matchPath(pattern, name []string) bool {
	p, n := 0, 0
	star, mark := -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && isDeep(pattern[p]):
			if p == len(pattern)-1 {
				return true
			}
			star, mark = p, n
			p++
		case p < len(pattern) && glob(pattern[p], name[n]):
			p, n = p+1, n+1
		case star >= 0:
			mark++
			p, n = star+1, mark
		default:
			return false
		}
	}
	return p == len(pattern)
}

// isDeep tells a segment of two or more stars, and of nothing else.
func isDeep(segment string) bool {
	return len(segment) >= 2 && strings.Trim(segment, "*") == ""
}

// glob matches one segment: * is any number of characters, ? is one, [a-z]
// one of a set; a backslash protects the next character.
func glob(pattern, name string) bool {
	p, n := 0, 0
	star, mark := -1, 0
	for n < len(name) {
		if p < len(pattern) && pattern[p] == '*' {
			star, mark = p, n
			p++
			continue
		}
		if size, ok := matchOne(pattern[p:], name[n]); ok {
			p, n = p+size, n+1
			continue
		}
		if star < 0 {
			return false
		}
		mark++
		p, n = star+1, mark
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// matchOne matches the first element of a pattern with one byte; size is the
// length of the element.
func matchOne(pattern string, c byte) (size int, ok bool) {
	if pattern == "" {
		return 0, false
	}
	switch pattern[0] {
	case '?':
		return 1, true
	case '[':
		return matchSet(pattern, c)
	case '\\':
		return 2, len(pattern) > 1 && pattern[1] == c
	default:
		return 1, pattern[0] == c
	}
}
