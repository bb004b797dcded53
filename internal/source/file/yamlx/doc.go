// Package yamlx reads YAML with the line and column of every value, within
// limits that no document can talk it out of: its size, its depth, and what
// its aliases and merges expand to.
package yamlx
