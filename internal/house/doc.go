// Package house holds the tests of the house rules: which package may import
// which, and that every folder and every rule says what it is. It has no code
// of its own.
package house
