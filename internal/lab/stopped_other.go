//go:build !linux

package lab

// allStopped cannot be seen here: the signal was sent.
func allStopped(int) bool { return true }
