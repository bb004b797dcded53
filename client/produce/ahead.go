//go:build gc && (amd64 || arm64)

package produce

// fetchNext has the processor fetch what lies twelve entries behind one, to write to it, and
// goes on meanwhile. It knows nothing of it: there may be something else, or nothing. Nothing
// that Go has does so: who reads it waits, before the next lock at the latest.
//
//go:noescape
func fetchNext(e *entry)
