// Package loss takes acknowledged records away from real nodes, in ways that are a loss and
// in ways that are none, and holds what the detectors say of it against what was done.
package loss
