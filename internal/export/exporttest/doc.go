// Package exporttest has the objects by which exported policies are held
// against the rules that they come from: every documented example, the pods of
// every product, and each of them with one field at a time missing, of another
// type, or of another value.
package exporttest
