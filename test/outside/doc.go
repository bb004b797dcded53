// Package outside runs breakwater watch as a process of its own, and looks at it
// from outside, as people and Prometheus do: for tests on real nodes and for the
// tools that measure. Inbox is what gets its alerts behind an Alertmanager.
package outside
