package web

import (
	"crypto/rand"
	"fmt"
	"hash/fnv"
	"strings"
	"sync"

	"github.com/breakwaterhq/breakwater/internal/board"
)

// marks numbers the boards, for entity tags. It keeps the newest one, so that
// no other can come to lie at its address.
type marks struct {
	run    string // another after a restart
	mu     sync.Mutex
	newest *board.Board
	number int
}

func newMarks() *marks { return &marks{run: rand.Text()} }

// tag is the entity tag of an answer. It is a weak one: two answers from one
// board differ in their ages.
func (m *marks) tag(b *board.Board, mark string) string {
	m.mu.Lock()
	if m.newest != b {
		m.newest = b
		m.number++
	}
	number := m.number
	m.mu.Unlock()
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(mark)) // a hash takes everything
	return fmt.Sprintf(`W/"%s-%d-%x"`, m.run[:8], number, sum.Sum64())
}

// matches tells whether an If-None-Match names the tag.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == tag || one == "*" {
			return true
		}
	}
	return false
}
