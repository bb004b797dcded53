// Package snapshot writes what was seen of running clusters to a file, and
// reads it again: breakwater.snapshot/v1, plain JSON. It is the offline input
// of every reading command, the bug report and the fixture of rule tests, so
// a person can read it, and write a small one by hand.
//
// A snapshot holds no payloads and no secrets: what may be a secret is saved
// as not known. A field is only ever added; a reader refuses a version that
// it does not know, and a field that it does not know, because what it left
// out might be what is wrong.
package snapshot
