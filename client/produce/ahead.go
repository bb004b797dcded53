//go:build gc && (amd64 || arm64)

package produce

// fetch has the processor fetch an entry that is wanted soon, to write to it, and goes on
// meanwhile. Nothing that Go has does so: who reads it waits, before the next lock at the
// latest.
//
//go:noescape
func fetch(e *entry)

// fetchNext is fetch for what lies twelve entries behind one, of which it knows nothing:
// there may be something else, or nothing.
//
//go:noescape
func fetchNext(e *entry)
