package catalog

import "regexp"

// early is what stands behind the number of a version that comes before the
// release of that number: a word for it, the time and the commit of a Go
// pseudo-version (Go modules reference, pseudo-versions), or the time of a
// snapshot in a Maven repository.
var early = regexp.MustCompile(`(?i)[-._](?:(?:rc|cr|alpha|beta|milestone|m|pre|preview|dev|ea|snapshot)[-._]?\d*(?:[-._+]|$)|\d{14}-[0-9a-f]+$|\d{8}\.\d{6}-\d+$)`)

// Prerelease tells whether the version comes before the release of its number, as
// 1.22.2-rc1 and 3.9.2-SNAPSHOT do. It may lack what that release has put right.
func (p Patch) Prerelease() bool { return p.early }
